using System.Data.Common;
using System.Globalization;
using EfShard.Commit;
using EfShard.Execution;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Update;

/// <summary>
///     Finds the shards that a transaction has written without anybody seeing it: by SQL of the application's in a query, or over the shard's own connection or transaction. Taken for
///     shards that were only read they would commit first, whatever becomes of the others.
/// </summary>
internal sealed class UnseenWriters(
    IShardConnections connections, Participants participants, TransactionMarks marks, TransactionWriters writers, DatabaseDialect dialect, LegRunner runner)
{
    /// <summary>Counts those that have written as writers.</summary>
    /// <exception cref="CrossShardCommitException">They make several, which the options or a shard do not allow.</exception>
    public void Count()
    {
        var asked = Suspects();
        if (asked.Length > 0)
        {
            var answers = new bool[asked.Length];
            runner.Run(asked, i =>
            {
                using var command = Question(asked[i]);
                answers[i] = IsTrue(command.ExecuteScalar());
            });
            Add(asked, answers);
        }
    }

    /// <inheritdoc cref="Count" />
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        var asked = Suspects();
        if (asked.Length > 0)
        {
            var answers = new bool[asked.Length];
            await runner.RunAsync(
                asked,
                async (i, token) =>
                {
                    var command = Question(asked[i]);
                    await using var ofCommand = command.ConfigureAwait(false);
                    answers[i] = IsTrue(await command.ExecuteScalarAsync(token).ConfigureAwait(false));
                },
                cancellationToken).ConfigureAwait(false);
            Add(asked, answers);
        }
    }

    /// <summary>Those that are to be asked. A database that can't tell is believed to have written where that costs nothing.</summary>
    private int[] Suspects()
    {
        // Alone it commits as it is.
        if (participants.Count < 2)
        {
            return [];
        }

        int[] suspects = [.. participants.Shards.Except(marks.Writers).Where(IsUnseen)];
        if (dialect.HasWrittenSql is not null)
        {
            return suspects;
        }

        if (writers.MayBeSeveral)
        {
            Array.ForEach(suspects, marks.AddWriter);
        }

        return [];
    }

    private bool IsUnseen(int shard) => marks.Unseen.Contains(shard) || connections[shard] is ShardConnection { IsExposed: true };

    private DbCommand Question(int shard)
    {
        var participant = Participant(shard);
        participant.RefuseIfLost();
        return participant.Command(dialect.HasWrittenSql!);
    }

    private ShardParticipant Participant(int shard) => (ShardParticipant)participants[shard];

    private void Add(int[] asked, bool[] answers)
    {
        foreach (var shard in asked.Where((_, i) => answers[i]))
        {
            writers.Refuse([shard]);
            _ = writers.Add([shard], Participant);
        }
    }

    private static bool IsTrue(object? scalar) => Convert.ToInt64(scalar, CultureInfo.InvariantCulture) > 0;
}
