using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

/// <summary>
/// The baseline: minimal API endpoints over the same database with plain ADO.NET, without token, gate, audit or anything else.
/// A read by key of one row with the same text as the plan, and an insert of one row; the same durability, one writer at a time on SQLite.
/// </summary>
internal static class BareService
{
    public static async Task RunAsync(string provider, string connectionString, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add(url);
        using var writer = new SemaphoreSlim(1);
        await using var postgreSql = provider == "postgresql" ? NpgsqlDataSource.Create(connectionString) : null;

        async Task<DbConnection> Open()
        {
            if (postgreSql is not null) return await postgreSql.OpenConnectionAsync();
            var connection = new SqliteConnection(connectionString);
            await connection.OpenAsync();
            return connection;
        }

        await using (var connection = await Open())
        {
            await Execute(connection, "CREATE TABLE IF NOT EXISTS bench_rows (id TEXT PRIMARY KEY, content TEXT NOT NULL)");
        }
        app.MapPost("/bare", async (BareRow row) =>
        {
            if (postgreSql is null) await writer.WaitAsync();
            try
            {
                await using var connection = await Open();
                await Insert(connection, row);
            }
            finally
            {
                if (postgreSql is null) writer.Release();
            }
            return Results.Created("/bare/" + row.Id, row);
        });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var credentials = new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256);
        var tokens = new JsonWebTokenHandler();
        app.MapGet("/sign", () => Results.Ok(new BareToken(tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = url,
            Audience = "bench",
            Claims = new Dictionary<string, object> { ["sub"] = "bench", ["jti"] = Guid.NewGuid().ToString() },
            SigningCredentials = credentials,
        }))));
        app.MapGet("/bare/{id}", async (string id) =>
        {
            await using var connection = await Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT content FROM bench_rows WHERE id = @id";
            Add(command, "@id", id);
            return await command.ExecuteScalarAsync() is string content ? Results.Text(content, "application/json") : Results.NotFound();
        });
        await app.RunAsync();
    }

    private static async Task Insert(DbConnection connection, BareRow row)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO bench_rows (id, content) VALUES (@id, @content)";
        Add(command, "@id", row.Id);
        Add(command, "@content", row.Content);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Execute(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static void Add(DbCommand command, string name, string value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}

internal sealed record BareToken(string AccessToken);

internal sealed record BareRow(string Id, string Content);
