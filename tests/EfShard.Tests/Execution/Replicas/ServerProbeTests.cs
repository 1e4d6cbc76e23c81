using EfShard.Execution.Replicas;
using EfShard.Topology;

namespace EfShard.Tests.Execution.Replicas;

public sealed class ServerProbeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_and_counts_once_and_takes_one_thread()
    {
        using var answers = new ManualResetEventSlim();
        var fake = new FakeServer(answers.Wait);
        var probe = ProbeOf(fake);

        // The server answers none of them: who waited for it came back by himself.
        var failures = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OnThread(probe.AskTogether().Wait))).WaitAsync(Deadline);
        Assert.All(failures, f => Assert.IsType<TimeoutException>(f));
        Assert.Equal(1, fake.Opened);
        Assert.Equal(1, probe.Server.Failures);

        // Who comes later waits for nothing more, and nobody asks beside the question that hangs.
        Assert.IsType<TimeoutException>(probe.AskTogether().Wait());
        Assert.Equal(1, fake.Opened);
        Assert.Equal(1, probe.Server.Failures);
        answers.Set();
    }

    [Fact]
    public async Task An_answer_is_no_older_than_the_question()
    {
        using var begun = new SemaphoreSlim(0);
        using var answers = new SemaphoreSlim(0);
        var fake = new FakeServer(() =>
        {
            begun.Release();
            Assert.True(answers.Wait(Deadline));
            throw new TimeoutException("answered");
        });
        var probe = ProbeOf(fake);
        var first = probe.AskTogether();
        Assert.True(await begun.WaitAsync(Deadline));

        // What is asked from now on is answered by a question that begins after the first has ended.
        var asked = Enumerable.Range(0, 3).Select(_ => OnThread(probe.Ask)).ToArray();
        answers.Release();
        Assert.Equal("answered", (await OnThread(first.Wait).WaitAsync(Deadline))!.Message);
        Assert.True(await begun.WaitAsync(Deadline));
        Assert.Equal(2, fake.Opened);
        answers.Release(10);
        await Task.WhenAll(asked).WaitAsync(Deadline);
    }

    [Fact]
    public async Task Servers_are_asked_side_by_side()
    {
        // Each answers once the other has been asked, too.
        using var both = new Barrier(2);
        FakeServer[] servers = [new(Meet), new(Meet)];
        var questions = servers.Select(s => ProbeOf(s).AskTogether()).ToArray();

        var failures = await Task.WhenAll(questions.Select(q => OnThread(q.Wait))).WaitAsync(Deadline);

        Assert.All(failures, f => Assert.Equal("met", f!.Message));

        void Meet() => throw new TimeoutException(both.SignalAndWait(Deadline) ? "met" : "asked alone");
    }

    [Fact]
    public void What_is_not_the_servers_fault_is_thrown()
    {
        var probe = ProbeOf(new FakeServer(() => throw new ArgumentException("no such keyword")));

        Assert.Throws<ArgumentException>(probe.Ask);
        Assert.Equal(0, probe.Server.Failures);
    }

    [Fact]
    public async Task Worker_threads_are_no_more_than_allowed_and_do_all_their_work()
    {
        var workers = new WorkerThreads("test", most: 2);
        using var goOn = new ManualResetEventSlim();
        using var done = new CountdownEvent(10);
        var (running, most) = (0, 0);
        for (var i = 0; i < 10; i++)
        {
            workers.Run(() =>
            {
                lock (workers)
                {
                    most = Math.Max(most, ++running);
                }

                goOn.Wait();
                lock (workers)
                {
                    running--;
                }

                done.Signal();
            });
        }

        await EfShard.TestServers.Eventually.TrueAsync(() => Volatile.Read(ref running) == 2, "both threads work");
        goOn.Set();
        Assert.True(done.Wait(Deadline));
        Assert.Equal(2, most);
        Assert.Equal(2, workers.Count);
    }

    private static Task<Exception?> OnThread(Func<Exception?> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static ServerProbe ProbeOf(FakeServer fake)
    {
        var endpoint = new ShardEndpoint("x", null);
        var servers = new ShardServers("s0", endpoint, [], TimeProvider.System);
        return new ServerProbe(servers, servers.Current.Servers[0], fake, fake.Connect, TimeProvider.System);
    }
}
