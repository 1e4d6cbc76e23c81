using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace BlogApp.Tests.Load;

/// <summary>200 requests a second for 30 seconds over a loopback port. Says how long they took; fails only if one was not answered rightly.</summary>
[Trait("Category", "Load")]
[Collection(LoadCollection.Name)]
public sealed class LoadTests(ITestOutputHelper output)
{
    private const int PerSecond = 200;
    private const int Seconds = 30;
    private const int MostAtOnce = 100;

    [Fact]
    public async Task Two_hundred_requests_a_second_for_thirty_seconds_are_all_answered()
    {
        await using var blog = new BlogFactory();
        blog.UseKestrel(0);
        blog.StartServer();
        using var client = new HttpClient { BaseAddress = blog.ClientOptions.BaseAddress, Timeout = TimeSpan.FromMinutes(2) };
        var answers = new ConcurrentQueue<(string Kind, TimeSpan Time)>();
        var errors = new ConcurrentQueue<string>();
        using var places = new SemaphoreSlim(MostAtOnce); // on a machine that can't keep up they come later, and not all at once
        var mix = new LoadMix();
        var running = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < PerSecond * Seconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / PerSecond) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }

            await places.WaitAsync();
            var (kind, request) = mix.Next();
            running.Add(AskAsync(kind, request));
        }

        await Task.WhenAll(running);
        var took = Stopwatch.GetElapsedTime(start);
        var report = LoadMix.Report(answers) + Environment.NewLine + string.Create(
            CultureInfo.InvariantCulture, $"{answers.Count} requests in {took.TotalSeconds:N1} s: {answers.Count / took.TotalSeconds:N0} a second, {errors.Count} errors");
        output.WriteLine(report);
        Console.WriteLine(report);

        Assert.Empty(errors);
        Assert.Equal(PerSecond * Seconds, answers.Count);

        async Task AskAsync(string kind, HttpRequestMessage request)
        {
            var begun = Stopwatch.GetTimestamp();
            try
            {
                using var response = await client.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                if (!response.IsSuccessStatusCode || (kind is not "follow" && text.Length == 0))
                {
                    errors.Enqueue($"{request.Method} {request.RequestUri}: {(int)response.StatusCode}");
                }
            }
            catch (HttpRequestException error)
            {
                errors.Enqueue($"{request.Method} {request.RequestUri}: {error.Message}");
            }
            finally
            {
                answers.Enqueue((kind, Stopwatch.GetElapsedTime(begun)));
                request.Dispose();
                places.Release();
            }
        }
    }
}
