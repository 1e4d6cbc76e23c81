namespace EfShard.Execution;

/// <summary>The statements that a plan may have a leg run, one after the other.</summary>
internal enum LegPiece
{
    /// <summary>What the leg answers with.</summary>
    Statement,

    /// <summary>For a page far down, <see cref="Planning.Paging.PagePlan.Samples" />.</summary>
    PageSamples,

    /// <summary>For a page far down, <see cref="Planning.Paging.PagePlan.Keys" />.</summary>
    PageKeys,

    /// <summary>For a page far down, <see cref="Planning.Paging.PagePlan.Rows" />.</summary>
    PageRows,
}
