namespace EfShard.Differential.Tests.Matrix;

public class MatrixDocumentTests
{
    [Fact]
    public void The_checked_in_matrix_is_the_one_of_the_plans()
    {
        var expected = MatrixDocument.Render();
        if (Environment.GetEnvironmentVariable("EFSHARD_ACCEPT_PLANS") == "1")
        {
            File.WriteAllText(MatrixDocument.Path, expected);
        }

        Assert.True(
            File.ReadAllText(MatrixDocument.Path) == expected,
            "docs/query-matrix.md is not the matrix of tests/EfShard.Differential.Tests/Plans. Run this test once with EFSHARD_ACCEPT_PLANS=1.");
    }

    [Fact]
    public void No_cell_is_empty() => Assert.DoesNotContain("?", MatrixDocument.Render(), StringComparison.Ordinal);
}
