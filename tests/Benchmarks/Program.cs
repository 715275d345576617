// dotnet run -c Release --project tests/Benchmarks [-- api [plan | gate | token | notification] | fhir | gate | intake [queue | batch]]
// Ratios count: client and service share the machine, so absolute figures drift.
switch (args.FirstOrDefault())
{
    case "bare":
        await BareService.RunAsync(args[1], args[2], args[3]);
        return 0;
    case "open":
        await OpenService.RunAsync(args[1..]);
        return 0;
    case "api":
        await ApiBenchmark.RunAsync(args.ElementAtOrDefault(1));
        return 0;
    case "gate":
        await GateBenchmark.RunAsync();
        return 0;
    case "fhir":
        FhirBenchmark.Run();
        return 0;
    case "intake":
        await IntakeBenchmark.RunAsync(args.ElementAtOrDefault(1));
        return 0;
    case null:
        FhirBenchmark.Run();
        await ApiBenchmark.RunAsync(null);
        await GateBenchmark.RunAsync();
        await IntakeBenchmark.RunAsync(null);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Use: api, fhir, gate, intake, or nothing for all.");
        return 2;
}
