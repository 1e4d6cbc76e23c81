using System.Collections.Concurrent;
using EfShard.Strategies;

namespace EfShard.Tests.Update.Harness;

/// <summary>Has to ask somebody where a key belongs, as a lookup directory will, and answers when it is told to.</summary>
public sealed class AskingStrategy(IReadOnlyList<string> shards) : ByRemainder(shards)
{
    private TaskCompletionSource _answer = new();
    private TaskCompletionSource _asked = new();

    public override bool IsAsynchronous => true;

    /// <summary>How many keys each question had.</summary>
    public ConcurrentQueue<int> Questions { get; } = new();

    public ConcurrentQueue<long> AskedSynchronously { get; } = new();

    /// <summary>Waits until somebody waits for an answer, and checks that it is who should.</summary>
    public async Task AskedByAsync(Task asker)
    {
        if (await Task.WhenAny(asker, _asked.Task) == asker)
        {
            await asker;
            Assert.Fail("It has ended without an answer.");
        }

        Assert.False(asker.IsCompleted);
    }

    /// <summary>Answers the question that is waiting, and those that follow, until the asker has ended.</summary>
    public async Task<T> AnswerAsync<T>(Task<T> asker)
    {
        while (await Task.WhenAny(asker, _asked.Task) != asker)
        {
            var answer = _answer;
            (_answer, _asked) = (new TaskCompletionSource(), new TaskCompletionSource());
            answer.SetResult();
        }

        return await asker;
    }

    public override int Locate(in ShardKey key)
    {
        AskedSynchronously.Enqueue(key.Number);
        return Place(key);
    }

    public override async ValueTask LocateAsync(ReadOnlyMemory<ShardKey> keys, Memory<int> shards, CancellationToken cancellationToken)
    {
        Questions.Enqueue(keys.Length);
        var answer = _answer.Task;
        _asked.SetResult();
        await answer.WaitAsync(cancellationToken);
        for (var i = 0; i < keys.Length; i++)
        {
            shards.Span[i] = Place(keys.Span[i]);
        }
    }
}
