namespace EfShard.Differential.Tests.Matrix;

/// <summary>Tests that share one run of the matrix.</summary>
[CollectionDefinition(Name)]
public sealed class MatrixCollection : ICollectionFixture<MatrixFixture>
{
    public const string Name = "matrix";
}
