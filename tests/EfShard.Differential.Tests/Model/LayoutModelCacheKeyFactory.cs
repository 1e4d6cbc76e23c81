using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Differential.Tests.Model;

/// <summary>One context type, a model for each layout.</summary>
public sealed class LayoutModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), ((TrackerContext)context).Layout, designTime);
}
