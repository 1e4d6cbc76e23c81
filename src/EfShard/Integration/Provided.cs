namespace EfShard.Integration;

/// <summary>
///     The provider's own service, for what stands in front of it and is registered in its place. By a type of its own the container can build
///     both by their constructors, at once: a context's services are built for each context, and a factory would have to ask for every one of them.
/// </summary>
internal class Provided<TService>(TService service)
{
    public TService Service { get; } = service;
}
