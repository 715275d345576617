using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

/// <summary>Keeps a number of connections busy, one request at a time on each. Plain sockets: the client shall cost little.</summary>
internal static class Load
{
    /// <summary>Answers a second, over all connections. Any status but the expected one stops the benchmark.</summary>
    /// <param name="request">The bytes of the next request, whole.</param>
    public static async Task<LoadResult> RunAsync(Uri address, int connections, TimeSpan duration, int expectedStatus, Func<byte[]> request)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var results = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => Connection(address, until, expectedStatus, request))));
        var latencies = results.SelectMany(r => r).Order().ToList();
        return new LoadResult(latencies.Count / duration.TotalSeconds, latencies[latencies.Count / 2], latencies[(int)(latencies.Count * 0.99)]);
    }

    private static async Task<List<double>> Connection(Uri address, long until, int expectedStatus, Func<byte[]> request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port);
        var buffer = new byte[256 * 1024];
        var latencies = new List<double>();
        var expected = Encoding.ASCII.GetBytes($"HTTP/1.1 {expectedStatus}");
        while (Stopwatch.GetTimestamp() < until)
        {
            var started = Stopwatch.GetTimestamp();
            await socket.SendAsync(request());
            var received = await Receive(socket, buffer);
            if (!buffer.AsSpan(0, received).StartsWith(expected))
                throw new InvalidOperationException("Unexpected answer: " + Encoding.UTF8.GetString(buffer, 0, Math.Min(received, 600)));
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return latencies;
    }

    /// <summary>Reads one answer, by Content-Length or to the last chunk.</summary>
    private static async Task<int> Receive(Socket socket, byte[] buffer)
    {
        var received = 0;
        while (true)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(received));
            if (more == 0) throw new InvalidOperationException("The service closed the connection.");
            received += more;
            if (IsWhole(buffer.AsSpan(0, received))) return received;
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var head = answer[..end];
        var body = answer[(end + 4)..];
        var length = head.IndexOf("Content-Length: "u8);
        if (length < 0) return body.EndsWith("0\r\n\r\n"u8);
        var digits = head[(length + 16)..];
        var lineEnd = digits.IndexOf((byte)'\r');
        return body.Length >= int.Parse(lineEnd < 0 ? digits : digits[..lineEnd], System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
internal sealed record LoadResult(double PerSecond, double P50, double P99);
