using System.Text;
using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

public class CodePointOrderTests
{
    [Fact]
    public void Characters_beyond_the_first_plane_come_last()
    {
        string[] sorted = ["", "A", "a", "z", "é", "\ud7ff", "\ue000", "\uffff", "\U00010000", "😀", "\U0010ffff"];

        Assert.Equal(sorted, sorted.Reverse().Order(CodePointOrder.Instance));
        Assert.NotEqual(sorted, sorted.Reverse().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_order_is_that_of_UTF8_bytes()
    {
        var random = new RandomValues(12);
        for (var i = 0; i < 20_000; i++)
        {
            // A common beginning, often ending between two characters of which one is beyond the first plane.
            var start = random.Text(6);
            var (left, right) = (start + random.Text(3), start + random.Text(3));
            var expected = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

            Assert.Equal(Math.Sign(expected), Math.Sign(CodePointOrder.Instance.Compare(left, right)));
        }
    }

    [Theory]
    [InlineData("😀", "😁", -1)]
    [InlineData("😀", "\ufffd", 1)]
    [InlineData("a😀", "a\ue000", 1)]
    [InlineData("a", "a\u0001", -1)]
    [InlineData("same", "same", 0)]
    [InlineData(null, "", -1)]
    [InlineData("", null, 1)]
    [InlineData(null, null, 0)]
    public void Pairs(string? left, string? right, int expected)
        => Assert.Equal(expected, Math.Sign(CodePointOrder.Instance.Compare(left, right)));
}
