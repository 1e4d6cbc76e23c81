using System.Diagnostics;
using EfShard.Commit;
using EfShard.Crash.Child;

// save <connection strings> <id> <step> <nth> <sync or async> [rule that is off]: books 1 on accounts 0, 1 and 2, and kills itself when the step is reached for the
//   nth time.
// leave <connection strings> <count>: commits over three shards, that many at a time, each of which stops at a step; a line for each that has stopped.
// recover <connection strings> <grace in seconds>: waits for a line, then recovers until nothing is in doubt; a line with what it has ended.
// files <paths> <when>: books 1 on accounts 0, 1 and 2 again and again; a line for each that is acknowledged. Kills itself when a super-journal is seen
//   ("super"), or a rollback journal beside each file ("journals"), in the middle of a commit; else until it is killed.
// people <paths> <when>: the same, saving people and the entries of their names in a global index; a line with the number of each turn.
//   The first five live.
// bank <connection strings> <writers> <accounts>: transfers until it is killed; a line for each that is acknowledged.
var shards = args[1].Split('|');
switch (args[0])
{
    case "save":
        var (step, nth) = (Enum.Parse<CommitStep>(args[3]), int.Parse(args[4]));
        CommitRules.AtStep = (reached, _) =>
        {
            if (reached == step && Interlocked.Decrement(ref nth) == 0)
            {
                // SIGKILL: nothing of this process runs any more.
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite);
            }

            if (reached is CommitStep.Completing && step > reached && !CommitRules.ForgetLast)
            {
                // The coordinator is slow, and the record is gone before the others have committed.
                Thread.Sleep(Timeout.Infinite);
            }
        };
        if (args.Length > 6)
        {
            typeof(CommitRules).GetProperty(args[6])!.SetValue(null, false);
        }

        await using (var context = LedgerContext.Over(shards))
        {
            if (args[5] == "sync")
            {
                Teller.Book(context, Guid.Parse(args[2]), (0, 1), (1, 1), (2, 1));
            }
            else
            {
                await Teller.BookAsync(context, Guid.Parse(args[2]), (0, 1), (1, 1), (2, 1));
            }

            Console.WriteLine("committed");
        }

        // What is done after the answer is a step, too.
        await Task.Delay(TimeSpan.FromSeconds(20));
        return 3;

    case "leave":
        await StoppedCommits.LeaveAsync(shards, int.Parse(args[2]));
        return 0;

    case "recover":
        return await Rescuer.RunAsync(shards, TimeSpan.FromSeconds(double.Parse(args[2]))) ? 0 : 4;

    case "files":
        KillInCommit(shards, args[2]);
        while (true)
        {
            var id = Guid.NewGuid();
            await using var context = LedgerContext.OverFiles(shards);
            await Teller.BookAsync(context, id, (0, 1), (1, 1), (2, 1));
            Console.WriteLine($"committed {id}");
        }

    case "people":
        for (var turn = 0; ; turn++)
        {
            if (turn == 5)
            {
                KillInCommit(shards, args[2]);
            }

            await PeopleContext.TurnAsync(shards, turn);
            Console.WriteLine($"committed {turn}");
        }

    case "bank":
        var accounts = int.Parse(args[3]);
        await Task.WhenAll(Enumerable.Range(0, int.Parse(args[2])).Select(_ => Task.Run(() => BankAsync(accounts))));
        return 0;

    default:
        return 2;
}

static void KillInCommit(string[] files, string moment)
{
    var folder = Path.GetDirectoryName(files[0])!;
    new Thread(() =>
    {
        while (moment switch
        {
            "super" => Directory.GetFiles(folder, "*-mj*").Length == 0,
            "journals" => Directory.GetFiles(folder, "*-journal").Length < files.Length,
            _ => true,
        })
        {
            Thread.Sleep(moment is "super" or "journals" ? 0 : 1000);
        }

        Process.GetCurrentProcess().Kill();
    }).Start();
}

async Task BankAsync(int accounts)
{
    while (true)
    {
        var (from, to, id) = (Random.Shared.Next(accounts), Random.Shared.Next(accounts), Guid.NewGuid());
        if (from == to)
        {
            continue;
        }

        try
        {
            await using var context = LedgerContext.Over(shards);
            await Teller.TransferAsync(context, id, from, to, Random.Shared.Next(1, 100));
            Console.WriteLine($"committed {id}");
        }
        catch (Exception failure)
        {
            // Servers are killed all the time; what was not acknowledged may be there or not.
            Console.WriteLine($"failed {id} {failure.GetType().Name}");
            await Task.Delay(20);
        }
    }
}
