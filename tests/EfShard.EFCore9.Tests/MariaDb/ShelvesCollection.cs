using Xunit;

namespace EfShard.EFCore9.Tests.MariaDb;

/// <summary>All tests on MariaDB share the servers.</summary>
[CollectionDefinition(nameof(Shelves))]
public sealed class ShelvesCollection : ICollectionFixture<Shelves>;
