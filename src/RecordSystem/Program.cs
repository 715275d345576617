using Monipolku.RecordSystem;

// Settings come from the command line (--Name social) or the environment (RECORDSYSTEM_NAME=social); the command line wins.
// Tokens are best given in the environment: a command line shows in the process list.
var settings = new ConfigurationBuilder().AddEnvironmentVariables("RECORDSYSTEM_").AddCommandLine(args).Build();

string[] known = ["Name", "Urls", "Database", "Token", "AdminToken"];
var unknown = settings.AsEnumerable().Select(setting => setting.Key)
    .FirstOrDefault(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase));
var options = new RecordSystemOptions
{
    Name = settings["Name"] ?? "",
    Url = settings["Urls"] ?? "",
    Database = settings["Database"] ?? "",
    Token = settings["Token"] ?? "",
    AdminToken = settings["AdminToken"] ?? "",
};
var problem = unknown is null ? options.Problem() : $"There is no setting {unknown}. Known: {string.Join(", ", known)}.";
if (problem is not null)
{
    Console.Error.WriteLine(problem);
    return 1;
}

try
{
    await using var running = await RunningRecordSystem.StartAsync(options);
    Console.WriteLine($"Record system {options.Name} listens on {running.Address}");
    await running.Stopped;
    return 0;
}
catch (RecordSystemStartException unusable)
{
    Console.Error.WriteLine(unusable.Message);
    return 1;
}
