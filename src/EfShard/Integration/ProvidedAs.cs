namespace EfShard.Integration;

/// <summary>A <see cref="Provided{TService}" /> that the provider has registered by its type.</summary>
internal sealed class ProvidedAs<TService, TImplementation>(TImplementation service) : Provided<TService>(service)
    where TImplementation : TService;
