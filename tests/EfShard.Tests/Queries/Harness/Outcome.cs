using EfShard.Tests.Model.Blog;

namespace EfShard.Tests.Queries.Harness;

/// <summary>What running a shape gave: a result, or an exception.</summary>
internal sealed record Outcome(CanonicalResult? Result, object? Value, Exception? Exception)
{
    public static async Task<Outcome> OfAsync(QueryShape shape, BlogContext context, BlogKeys keys, bool async)
    {
        object? value;
        try
        {
            value = async ? await shape.RunAsync(context, keys, CancellationToken.None) : shape.Run(context, keys);
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or System.Data.Common.DbException)
        {
            return new(null, null, e);
        }

        return new(Canonical.Of(value, context, shape.Order), value, null);
    }
}
