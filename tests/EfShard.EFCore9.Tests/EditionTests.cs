using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.EFCore9.Tests;

public sealed class EditionTests
{
    [Fact]
    public void EfShard_is_compiled_against_EF_Core_9()
    {
        var references = typeof(ShardKeyException).Assembly.GetReferencedAssemblies();

        var relational = Assert.Single(references, reference => reference.Name == "Microsoft.EntityFrameworkCore.Relational");
        Assert.Equal(9, relational.Version!.Major);
    }

    [Fact]
    public void EF_Core_9_is_the_one_that_is_loaded()
        => Assert.Equal(9, typeof(DbContext).Assembly.GetName().Version!.Major);
}
