using Microsoft.EntityFrameworkCore;

namespace EfShard.Crash.Child;

/// <summary>Books on several accounts in one commit.</summary>
public static class Teller
{
    /// <summary>Adds an amount to each of several accounts, with one SaveChanges.</summary>
    public static async Task BookAsync(LedgerContext context, Guid id, params (long Account, long Amount)[] bookings)
    {
        // By ascending id, so that tellers wait for each other and do not block each other.
        foreach (var (account, amount) in bookings.OrderBy(booking => booking.Account))
        {
            var tracked = await context.Accounts.SingleAsync(a => a.Id == account);
            tracked.Balance += amount;
            context.Add(new Booking { AccountId = account, Id = id, Amount = amount });
        }

        await context.SaveChangesAsync();
    }

    /// <summary>The same, synchronously or not.</summary>
    public static Task BookAsync(LedgerContext context, Guid id, bool async, params (long Account, long Amount)[] bookings)
    {
        if (async)
        {
            return BookAsync(context, id, bookings);
        }

        Book(context, id, bookings);
        return Task.CompletedTask;
    }

    /// <summary>The same in a transaction of the application's, whose commit does more one after the other.</summary>
    public static async Task BookInTransactionAsync(LedgerContext context, Guid id, bool async, params (long Account, long Amount)[] bookings)
    {
        await using var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();
        await BookAsync(context, id, async, bookings);
        if (async)
        {
            await transaction.CommitAsync();
        }
        else
        {
            transaction.Commit();
        }
    }

    /// <summary>The id of a booking that has a number.</summary>
    public static Guid IdOf(int number) => new(number, 1, 1, new byte[8]);

    /// <inheritdoc cref="BookAsync(LedgerContext, Guid, ValueTuple{long, long}[])" />
    public static void Book(LedgerContext context, Guid id, params (long Account, long Amount)[] bookings)
    {
        foreach (var (account, amount) in bookings.OrderBy(booking => booking.Account))
        {
            context.Accounts.Single(a => a.Id == account).Balance += amount;
            context.Add(new Booking { AccountId = account, Id = id, Amount = amount });
        }

        context.SaveChanges();
    }

    /// <summary>Moves money in a transaction of the application's, by statements that wait for each other's locks.</summary>
    public static async Task TransferAsync(LedgerContext context, Guid id, long from, long to, long amount)
    {
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Accounts.Where(a => a.Id == from).ExecuteUpdateAsync(set => set.SetProperty(a => a.Balance, a => a.Balance - amount));
        await context.Accounts.Where(a => a.Id == to).ExecuteUpdateAsync(set => set.SetProperty(a => a.Balance, a => a.Balance + amount));
        context.AddRange(new Booking { AccountId = from, Id = id, Amount = -amount }, new Booking { AccountId = to, Id = id, Amount = amount });
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}
