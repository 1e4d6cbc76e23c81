using System.Diagnostics;
using EfShard.Commit;
using EfShard.Crash.Child;

// save <connection strings> <id> <step> <nth> <sync, async or transaction> [rule that is off]: books 1 on accounts 0, 1 and 2, and kills itself when the step is reached for the
//   nth time.
// stop <connection strings> <what> <cases>: does many at the same time, each of which stops at a step of its own; a line for each that has. What: "ledger" books 1 on three
//   accounts, "parcels" gives parcels to customer 1, "people" saves people with the entries of their names.
// leave <connection strings> <count>: commits over three shards, that many at a time, each of which stops at a step; a line for each that has stopped.
// recover <connection strings> <grace in seconds> [<connection strings> <grace in seconds>]: waits for a line, then recovers until nothing is in doubt; a line with
//   what it has ended. Then the same for the others.
// files <paths> <when>: books 1 on accounts 0, 1 and 2 again and again; a line for each that is acknowledged. Kills itself when a super-journal is seen
//   ("super"), or a rollback journal beside each file ("journals"), in the middle of a commit; else until it is killed.
// people <paths> <when>: the same, saving people and the entries of their names in a global index; a line with the number of each turn.
//   The first five live.
// rename <connection strings> <turn> <step> <sync or async>: saves people and the entries of their names over three shards, and kills itself when the step is reached.
// claim <connection strings> <worker> <count>: waits for a line, then wants names that others want, too; a line for each.
// ids <connection strings> <seconds> <count>: waits for a line, then makes ids by a clock that is wrong by that time; a line for each.
// parcel <connection strings> <parcel> <customer> <step> <sync or async>: gives a parcel, with its scans, to a customer on another shard, and kills itself at the step.
// parcels <paths> <when>: gives parcel 1 to customers 1 and 0 by turns; a line with the number of each turn. The first five live.
// bank <connection strings> <writers> <accounts>: transfers until it is killed; a line for each that is acknowledged.
var shards = args[1].Split('|');
switch (args[0])
{
    case "save":
        var (step, nth) = (Enum.Parse<CommitStep>(args[3]), int.Parse(args[4]));
        KillAt(step, nth);
        if (args.Length > 6)
        {
            typeof(CommitRules).GetProperty(args[6])!.SetValue(null, false);
        }

        await using (var context = LedgerContext.Over(shards))
        {
            await (args[5] == "transaction"
                ? Teller.BookInTransactionAsync(context, Guid.Parse(args[2]), async: true, (0, 1), (1, 1), (2, 1))
                : Teller.BookAsync(context, Guid.Parse(args[2]), args[5] == "async", (0, 1), (1, 1), (2, 1)));
            Console.WriteLine("committed");
        }

        // What is done after the answer is a step, too.
        await Task.Delay(TimeSpan.FromSeconds(20));
        return 3;

    case "stop":
        await StoppedWork.RunAsync(args[3..], async (number, async) =>
        {
            if (args[2] == "people")
            {
                await PeopleContext.RenameAsync(shards, number, async);
            }
            else if (args[2] == "parcels")
            {
                await using var context = ParcelContext.Over(shards);
                await context.GiveAsync(number, 1, async);
            }
            else
            {
                await using var context = LedgerContext.Over(shards);
                await Teller.BookAsync(context, Teller.IdOf(number), async, (3 * number, 1), ((3 * number) + 1, 1), ((3 * number) + 2, 1));
            }
        });
        return 3;

    case "leave":
        await StoppedCommits.LeaveAsync(shards, int.Parse(args[2]));
        return 0;

    case "recover":
        await Rescuer.WarmUpAsync(shards);
        for (var i = 1; i < args.Length; i += 2)
        {
            if (!await Rescuer.RunAsync(args[i].Split('|'), TimeSpan.FromSeconds(double.Parse(args[i + 1]))))
            {
                return 4;
            }
        }

        return 0;

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

    case "rename":
        KillAt(Enum.Parse<CommitStep>(args[3]), 1);
        await PeopleContext.RenameAsync(shards, int.Parse(args[2]), args[4] == "async");
        await Task.Delay(TimeSpan.FromSeconds(20));
        return 3;

    case "claim":
        await Claimant.RunAsync(shards, int.Parse(args[2]), int.Parse(args[3]));
        return 0;

    case "ids":
        await TicketContext.RunAsync(shards, TimeSpan.FromSeconds(int.Parse(args[2])), int.Parse(args[3]));
        return 0;

    case "parcel":
        KillAt(Enum.Parse<CommitStep>(args[4]), 1);
        await using (var context = ParcelContext.Over(shards))
        {
            await context.GiveAsync(long.Parse(args[2]), long.Parse(args[3]), args[5] == "async");
            Console.WriteLine("committed");
        }

        await Task.Delay(TimeSpan.FromSeconds(20));
        return 3;

    case "parcels":
        for (var turn = 0; ; turn++)
        {
            if (turn == 5)
            {
                KillInCommit(shards, args[2]);
            }

            await using var context = ParcelContext.OverFiles(shards);
            await context.GiveAsync(1, 1 - (turn % 2));
            Console.WriteLine($"committed {turn}");
        }

    case "bank":
        var accounts = int.Parse(args[3]);
        await Task.WhenAll(Enumerable.Range(0, int.Parse(args[2])).Select(_ => Task.Run(() => BankAsync(accounts))));
        return 0;

    default:
        return 2;
}

static void KillAt(CommitStep step, int nth)
    => CommitRules.AtStep = (reached, _) =>
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
