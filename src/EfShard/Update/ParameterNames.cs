using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Update;

/// <summary>Names the parameters of one shard's batches as EF Core does: from the start in every batch but the first of a level.</summary>
internal sealed class ParameterNames(ParameterNameGenerator generator)
{
    private bool _levelBegins = true;

    public string Next() => generator.GenerateNext();

    /// <summary>The batch made next is a level's first.</summary>
    public void BeginLevel() => _levelBegins = true;

    public void BeginBatch()
    {
        if (!_levelBegins)
        {
            generator.Reset();
        }

        _levelBegins = false;
    }
}
