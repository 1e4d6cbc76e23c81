using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Moving;

/// <summary>The same without a global index, which would need commits that are atomic.</summary>
public sealed class SluglessContext(DbContextOptions options) : MovingContext(options)
{
    protected override bool HasSlugs => false;
}
