using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform.Secrets;
using Monipolku.Testing;

namespace Monipolku.Platform.Tests;

public sealed class SecretsTests : IDisposable
{
    private const string Purpose = "people.identity-code";
    private const string Code = "020516C903K";
    private const string TextAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= \n+/%\0ä";

    private static readonly string Key1 = Key(0);
    private static readonly string HashKey = Key(32);
    private static readonly string Key2 = Key(64);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("secrets-");
    private readonly SecretText _secrets = new(Ring("k1", ("k1", Key1)));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Reads_and_hashes_as_another_implementation_wrote()
    {
        // Made with Node's crypto. A change here means that stored texts and hashes are lost.
        _secrets.Unprotect("v1.k1.AAECAwQFBgcICQoLdzDmLvTTgSK9ctxHGornDutA1WVrJqdUdVkL", Purpose).ShouldBe(Code);
        _secrets.KeyedHash(Code, Purpose).ShouldBe("tTbQJUpZiAH3yzaP12Ga_VxWYtRsS-uWEU0jFj0sQA0");
        _secrets.HashKeyId.ShouldBe("10d88116147c49a3");
    }

    [Fact]
    public void Any_text_comes_back()
    {
        var random = new Random(703);
        for (var i = 0; i < 5_000; i++)
        {
            var plain = new StringBuilder();
            for (var length = random.Next(i < 100 ? 3 : 200); plain.Length < length;)
                plain.Append(Rune.TryCreate(random.Next(i % 2 == 0 ? 0x80 : 0x110000), out var rune) ? rune.ToString() : "ä");

            var text = _secrets.Protect(plain.ToString(), Purpose);

            text.ShouldStartWith("v1.k1.");
            text.Length.ShouldBeLessThanOrEqualTo(80 + (Encoding.UTF8.GetByteCount(plain.ToString()) * 4 / 3));
            _secrets.Unprotect(text, Purpose).ShouldBe(plain.ToString());
        }
    }

    [Fact]
    public void The_same_value_is_never_the_same_text() =>
        Enumerable.Range(0, 1_000).Select(_ => _secrets.Protect(Code, Purpose)).Distinct().Count().ShouldBe(1_000);

    [Fact]
    public void A_text_changed_in_any_character_is_refused()
    {
        var text = _secrets.Protect(Code, Purpose);
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var c in TextAlphabet.Where(c => c != text[i])) Refused(text[..i] + c + text[(i + 1)..]);
            Refused(text[..i]);
            Refused(text.Remove(i, 1));
            foreach (var c in "A.= ") Refused(text.Insert(i, c.ToString()));
        }
        Refused(text + "A");
        Refused(text + "=");
        Refused(text + "\n");
    }

    [Fact]
    public void A_text_changed_in_any_bit_is_refused()
    {
        // Lengths that leave 0, 2 and 4 spare bits in the last character.
        foreach (var plain in new[] { "", "a", "ab", Code })
        {
            var body = Base64Url.DecodeFromChars(_secrets.Protect(plain, Purpose).Split('.')[2]);
            for (var bit = 0; bit < body.Length * 8; bit++)
            {
                body[bit / 8] ^= (byte)(1 << (bit % 8));
                Refused("v1.k1." + Base64Url.EncodeToString(body));
                body[bit / 8] ^= (byte)(1 << (bit % 8));
            }
            _secrets.Unprotect("v1.k1." + Base64Url.EncodeToString(body), Purpose).ShouldBe(plain);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(Code)]
    [InlineData("v1")]
    [InlineData("v1..")]
    [InlineData("v1.k1.")]
    [InlineData("v1.k1.AAAA")]
    [InlineData("v2.k1.AAECAwQFBgcICQoLdzDmLvTTgSK9ctxHGornDutA1WVrJqdUdVkL")]
    [InlineData("v1.k9.AAECAwQFBgcICQoLdzDmLvTTgSK9ctxHGornDutA1WVrJqdUdVkL")]
    [InlineData("v1.020516C903K.AAECAwQFBgcICQoLdzDmLvTTgSK9ctxHGornDutA1WVrJqdUdVkL")]
    public void What_is_no_text_of_ours_is_refused_and_not_repeated(string text) => Refused(text);

    [Fact]
    public void Noise_is_refused_with_the_one_exception()
    {
        var random = new Random(1301);
        for (var i = 0; i < 20_000; i++)
        {
            var noise = new char[random.Next(80)];
            for (var j = 0; j < noise.Length; j++) noise[j] = i % 4 == 0 ? (char)random.Next(0x10000) : TextAlphabet[random.Next(64)];
            Refused((i % 2 == 0 ? "v1.k1." : "") + new string(noise));
        }
    }

    [Fact]
    public void A_text_is_of_no_use_for_another_purpose()
    {
        var text = _secrets.Protect(Code, Purpose);

        Refused(text, "people.phone");
        Refused(text, Purpose + " ");
        Should.Throw<ArgumentException>(() => _secrets.Unprotect(text, ""));
        Should.Throw<ArgumentException>(() => _secrets.Protect(Code, ""));
        Should.Throw<ArgumentException>(() => _secrets.KeyedHash(Code, ""));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_rather_than_changed()
    {
        Should.Throw<ArgumentException>(() => _secrets.Protect("a\ud800", Purpose));
        Should.Throw<ArgumentException>(() => _secrets.KeyedHash("a\ud800", Purpose));
    }

    [Fact]
    public void After_rotation_old_texts_are_read_and_new_ones_use_the_new_key()
    {
        var old = _secrets.Protect(Code, Purpose);
        var rotated = new SecretText(Ring("k2", ("k1", Key1), ("k2", Key2)));

        rotated.Unprotect(old, Purpose).ShouldBe(Code);
        rotated.NeedsRotation(old).ShouldBeTrue();

        var renewed = rotated.Protect(rotated.Unprotect(old, Purpose), Purpose);
        renewed.ShouldStartWith("v1.k2.");
        rotated.NeedsRotation(renewed).ShouldBeFalse();
        rotated.KeyedHash(Code, Purpose).ShouldBe(_secrets.KeyedHash(Code, Purpose));
        rotated.HashKeyId.ShouldBe(_secrets.HashKeyId);

        var withoutOld = new SecretText(Ring("k2", ("k2", Key2)));
        withoutOld.Unprotect(renewed, Purpose).ShouldBe(Code);
        Refused(old, Purpose, withoutOld);
    }

    [Fact]
    public void Before_rotation_an_instance_reads_what_an_already_rotated_one_writes()
    {
        var ready = new SecretText(Ring("k1", ("k1", Key1), ("k2", Key2)));
        var rotated = new SecretText(Ring("k2", ("k1", Key1), ("k2", Key2)));

        ready.Unprotect(rotated.Protect(Code, Purpose), Purpose).ShouldBe(Code);
    }

    [Fact]
    public void Two_hosts_in_one_process_keep_their_own_keys()
    {
        var (first, second) = (HostWith("first.json"), HostWith("second.json"));

        Refused(first.Protect(Code, Purpose), Purpose, second);
        Refused(second.Protect(Code, Purpose), Purpose, first);
        first.Unprotect(first.Protect(Code, Purpose), Purpose).ShouldBe(Code);
        first.KeyedHash(Code, Purpose).ShouldNotBe(second.KeyedHash(Code, Purpose));
        first.HashKeyId.ShouldNotBe(second.HashKeyId);

        SecretText HostWith(string file)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Configuration.AddInMemoryCollection(KeyFile(file, create: true));
            builder.AddSecrets();
            return builder.Services.BuildServiceProvider().GetRequiredService<SecretText>();
        }
    }

    [Fact]
    public void A_hash_depends_on_value_purpose_and_hash_key_only()
    {
        var hash = _secrets.KeyedHash(Code, Purpose);

        hash.Length.ShouldBe(43);
        _secrets.KeyedHash(Code, Purpose).ShouldBe(hash);
        _secrets.KeyedHash(Code + " ", Purpose).ShouldNotBe(hash);
        _secrets.KeyedHash(Code, "intake.notifier").ShouldNotBe(hash);
        _secrets.KeyedHash("codeX", "people.").ShouldNotBe(_secrets.KeyedHash("X", "people.code"));

        var values = Enumerable.Range(0, 10_000).Select(i => _secrets.KeyedHash($"{i}", Purpose)).ToHashSet();
        values.Count.ShouldBe(10_000);
    }

    [Fact]
    public void Many_threads_share_one_helper() =>
        Parallel.For(0, 2_000, i => _secrets.Unprotect(_secrets.Protect($"{i}", Purpose), Purpose).ShouldBe($"{i}"));

    [Fact]
    public void A_missing_file_is_created_once_and_only_if_asked()
    {
        Wrong(KeyFile("ring.json")).ShouldContain("Secrets:CreateKeys");
        File.Exists(PathOf("ring.json")).ShouldBeFalse();

        var text = new SecretText(Load(KeyFile("ring.json", create: true))).Protect(Code, Purpose);

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(PathOf("ring.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        new SecretText(Load(KeyFile("ring.json", create: true))).Unprotect(text, Purpose).ShouldBe(Code);
        new SecretText(Load(KeyFile("ring.json"))).Unprotect(text, Purpose).ShouldBe(Code);
        _folder.GetFiles().Select(f => f.Name).ShouldBe(["ring.json", "ring.json.creating"], ignoreOrder: true);
    }

    [Fact]
    public void Instances_that_start_at_once_get_the_same_new_keys()
    {
        for (var round = 0; round < 50; round++)
        {
            var settings = KeyFile($"new/{round}/ring.json", create: true);
            var rings = new SecretKeyRing[8];
            Parallel.For(0, rings.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => rings[i] = Load(settings));

            rings.Select(ring => (ring.Active.Id, ring.HashKeyId)).Distinct().Count().ShouldBe(1);
            Directory.GetFiles(PathOf($"new/{round}"), "*.draft").ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("", "Secrets:KeyFile")]
    [InlineData("CreateKeys=true", "Secrets:KeyFile")]
    [InlineData("KeyFile=somewhere;Keys:k1=1", "Secrets:Keys")]
    [InlineData("Keys:k1=1;HashKey=H", "Secrets:ActiveKey")]
    [InlineData("Keys:k1=1;HashKey=H;ActiveKey=k2", "Secrets:ActiveKey")]
    [InlineData("Keys:k1=1;ActiveKey=k1", "Secrets:HashKey")]
    [InlineData("Keys:k1=1;ActiveKey=k1;HashKey=1", "Secrets:HashKey")]
    [InlineData("Keys:k1=1;ActiveKey=k1;HashKey=c2hvcnQ=", "Secrets:HashKey")]
    [InlineData("Keys:k1=c2hvcnQ=;ActiveKey=k1;HashKey=H", "Secrets:Keys:k1")]
    [InlineData("Keys:k1=not base64;ActiveKey=k1;HashKey=H", "Secrets:Keys:k1")]
    [InlineData("Keys:k.1=1;ActiveKey=k.1;HashKey=H", "Secrets:Keys")]
    [InlineData("Keys:K1=1;ActiveKey=K1;HashKey=H", "Secrets:Keys")]
    public void A_wrong_setting_stops_the_start_with_its_name(string settings, string name)
    {
        var pairs = settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(
            pair => "Secrets:" + pair[0],
            pair => pair[1] switch { "1" => Key1, "H" => HashKey, var other => (string?)other });

        var message = Wrong(pairs);

        message.ShouldStartWith("Setting Secrets:");
        message.ShouldContain(name);
        foreach (var value in new[] { Key1, HashKey, "c2hvcnQ=", "not base64" }) message.ShouldNotContain(value);
    }

    [Theory]
    [InlineData("", "isn't a key ring")]
    [InlineData("null", "isn't a key ring")]
    [InlineData("[]", "isn't a key ring")]
    [InlineData("""{"ActiveKey":"k1","HashKey":"H","Keys":null}""", "isn't a key ring")]
    [InlineData("""{"ActiveKey":"k1","HashKey":"H","Keys":{"k1":"1"},"Kyes":{}}""", "isn't a key ring")]
    [InlineData("""{"ActiveKey":"k1","HashKey":"H","Keys":{"k1":"1","k1":"1"}}""", "isn't a key ring")]
    [InlineData("""{}""", "KeyFile: Keys must")]
    [InlineData("""{"ActiveKey":"k1","HashKey":"H","Keys":{"k1":null}}""", "KeyFile: Keys:k1 must")]
    [InlineData("""{"ActiveKey":"k2","HashKey":"H","Keys":{"k1":"1"}}""", "KeyFile: ActiveKey must")]
    [InlineData("""{"ActiveKey":"k1","Keys":{"k1":"1"}}""", "KeyFile: HashKey must")]
    public void A_wrong_file_stops_the_start_and_stays_as_it_is(string content, string message)
    {
        content = content.Replace("\"1\"", $"\"{Key1}\"").Replace("\"H\"", $"\"{HashKey}\"");
        File.WriteAllText(PathOf("ring.json"), content);

        Wrong(KeyFile("ring.json", create: true)).ShouldContain(message);
        File.ReadAllText(PathOf("ring.json")).ShouldBe(content);
    }

    [Fact]
    public void A_file_written_by_hand_is_read()
    {
        File.WriteAllText(PathOf("ring.json"), $$"""
            {
              "ActiveKey": "k1",
              "HashKey": "{{HashKey}}",
              "Keys": { "k0": "{{Key2}}", "k1": "{{Key1}}" }
            }
            """);

        new SecretText(Load(KeyFile("ring.json"))).Unprotect(_secrets.Protect(Code, Purpose), Purpose).ShouldBe(Code);
    }

    [Fact]
    public void A_key_that_comes_into_the_file_is_found_without_a_restart_and_is_the_active_one_from_then_on()
    {
        var clock = new ManualTime(DateTimeOffset.UnixEpoch);
        WriteRing("k1", HashKey, ("k1", Key1));
        var secrets = new SecretText(Load(KeyFile("ring.json"), clock));
        var old = secrets.Protect(Code, Purpose);
        WriteRing("k2", HashKey, ("k1", Key1), ("k2", Key2));
        var renewed = new SecretText(Load(KeyFile("ring.json"))).Protect(Code, Purpose);

        Parallel.For(0, 50, _ => secrets.Unprotect(renewed, Purpose).ShouldBe(Code));

        secrets.Unprotect(old, Purpose).ShouldBe(Code);
        secrets.Protect(Code, Purpose).ShouldStartWith("v1.k2.");
        secrets.NeedsRotation(old).ShouldBeTrue();
        secrets.KeyedHash(Code, Purpose).ShouldBe(_secrets.KeyedHash(Code, Purpose));
    }

    [Fact]
    public void An_unknown_key_makes_the_file_be_read_once_a_second_at_most()
    {
        var clock = new ManualTime(DateTimeOffset.UnixEpoch);
        WriteRing("k1", HashKey, ("k1", Key1));
        var secrets = new SecretText(Load(KeyFile("ring.json"), clock));
        var strange = new SecretText(Ring("k2", ("k2", Key2))).Protect(Code, Purpose);
        Refused(strange, secrets: secrets);
        WriteRing("k1", HashKey, ("k1", Key1), ("k2", Key2));

        Refused(strange, secrets: secrets);
        clock.Advance(TimeSpan.FromSeconds(1));

        secrets.Unprotect(strange, Purpose).ShouldBe(Code);
    }

    [Fact]
    public void A_file_that_is_broken_or_of_another_hash_key_is_not_taken_into_use()
    {
        var clock = new ManualTime(DateTimeOffset.UnixEpoch);
        WriteRing("k1", HashKey, ("k1", Key1));
        var secrets = new SecretText(Load(KeyFile("ring.json"), clock));
        var (known, strange) = (secrets.Protect(Code, Purpose), new SecretText(Ring("k2", ("k2", Key2))).Protect(Code, Purpose));
        foreach (var spoil in (Action[])
            [
                () => File.WriteAllText(PathOf("ring.json"), "{\"ActiveKey\":"),
                () => File.Delete(PathOf("ring.json")),
                () => WriteRing("k3", HashKey, ("k2", Key2)),
                () => WriteRing("k2", Key(96), ("k2", Key2)),
                () => WriteRing("k2", HashKey, ("k2", Key2), ("k3", HashKey)),
            ])
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            spoil();
            Refused(strange, secrets: secrets);
            secrets.Unprotect(known, Purpose).ShouldBe(Code);
        }
        clock.Advance(TimeSpan.FromSeconds(1));
        WriteRing("k2", HashKey, ("k1", Key1), ("k2", Key2));
        secrets.Unprotect(strange, Purpose).ShouldBe(Code);
    }

    private void WriteRing(string active, string hashKey, params (string Id, string Key)[] keys) => File.WriteAllText(
        PathOf("ring.json"), JsonSerializer.Serialize(new { ActiveKey = active, HashKey = hashKey, Keys = keys.ToDictionary(key => key.Id, key => key.Key) }));

    private void Refused(string text, string purpose = Purpose, SecretText? secrets = null)
    {
        var message = Should.Throw<CryptographicException>(() => (secrets ?? _secrets).Unprotect(text, purpose)).Message;
        message.ShouldNotContain(Code);
        foreach (var part in text.Split('.').Where(part => part.Length > 10)) message.ShouldNotContain(part);
    }

    private static string Wrong(IEnumerable<KeyValuePair<string, string?>> settings) =>
        Should.Throw<InvalidOperationException>(() => Load(settings)).Message;

    private static SecretKeyRing Ring(string active, params (string Id, string? Key)[] keys) => Load(
    [
        new("Secrets:ActiveKey", active),
        new("Secrets:HashKey", HashKey),
        .. keys.Select(key => KeyValuePair.Create("Secrets:Keys:" + key.Id, key.Key)),
    ]);

    private static SecretKeyRing Load(IEnumerable<KeyValuePair<string, string?>> settings, TimeProvider? clock = null) =>
        SecretKeyRing.Load(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), clock);

    private Dictionary<string, string?> KeyFile(string name, bool create = false) =>
        new() { ["Secrets:KeyFile"] = PathOf(name), ["Secrets:CreateKeys"] = create ? "true" : null };

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static string Key(int first) => Convert.ToBase64String([.. Enumerable.Range(first, 32).Select(i => (byte)i)]);
}
