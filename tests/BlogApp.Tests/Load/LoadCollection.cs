namespace BlogApp.Tests.Load;

/// <summary>Runs the load by itself, when the other tests are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoadCollection
{
    public const string Name = "Load";
}
