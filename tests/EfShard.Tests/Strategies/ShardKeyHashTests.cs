using System.Globalization;
using System.Text;
using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

/// <summary>Values that a PostgreSQL 15 server computed. They may never change: they say where the rows of existing databases are.</summary>
public class ShardKeyHashTests
{
    private const string Pangram = "The quick brown fox jumps over the lazy dog.";

    // hashtextextended(left(pangram, n), 0) for n from 0 to 40.
    private static readonly long[] PangramHashes =
    [
        -6939563903564495251, -1338225982912146468, 5593687159563776749, -7897229297791927534, 1214481609633084541, -985326184270896746,
        3470145380339167397, -2752675330521770124, -1544529330263215465, -3165377590426475634, 6613948839295992241, 2869438648668390509,
        -9210305663925663560, -3863872140344080773, -2703303883130605159, 130785500723762325, -7818762430148052278, 3451059601990827723,
        1859349653040336744, 6377859067987231983, 1395817125874287870, 4382656982158088131, -8173415927686238050, -6349138520123274615,
        8360766130984247540, -6568008242738964476, -8510399028364357311, -5983171337440081292, 4650743464175597606, 4922972945882926808,
        -2952746244513659538, 240566037469194709, 936837974110797635, -3200491468863373810, -6696201807748526001, -5603389817488540983,
        5172465187460571644, -6341692122201812976, -1165991950917522782, 7590948603917656586, -4847668724781447815,
    ];

    [Theory]
    [InlineData(0, 4154612158245552303)]
    [InlineData(1, -3670598878359251130)]
    [InlineData(-1, -1888257769727981238)]
    [InlineData(2, 3647684041653542134)]
    [InlineData(42, 8010225493015854792)]
    [InlineData(-42, 8809670066178192187)]
    [InlineData(short.MaxValue, 1790040721271588170)]
    [InlineData(short.MinValue, 8455483389771436374)]
    [InlineData(65536, 1416966524809877208)]
    [InlineData(int.MaxValue, -9109110466470504941)]
    [InlineData(int.MinValue, 1977219185673256887)]
    [InlineData(2147483648, 1977219185673256887)]
    [InlineData(-2147483649, -9109110466470504941)]
    [InlineData(4294967295, -1888257769727981238)]
    [InlineData(4294967296, -3670598878359251130)]
    [InlineData(-4294967296, 4154612158245552303)]
    [InlineData(1234567890123456789, -1348933112428498873)]
    [InlineData(-1234567890123456789, -9175276878857763225)]
    [InlineData(long.MaxValue, 1977219185673256887)]
    [InlineData(long.MinValue, -9109110466470504941)]
    public void A_whole_number_hashes_as_hashint8extended(long value, long expected)
        => Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From(value)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(short.MaxValue)]
    [InlineData(short.MinValue)]
    public void Every_width_of_a_number_hashes_alike(short value)
    {
        var expected = ShardKeyHash.Compute(ShardKey.From((object)(long)value));

        Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From((object)value)));
        Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From((object)(int)value)));
        Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From((DayOfWeek)value)));
    }

    [Fact]
    public void Text_of_0_to_40_bytes_hashes_as_hashtextextended()
        => Assert.Equal(PangramHashes, Enumerable.Range(0, 41).Select(length => ShardKeyHash.Compute(ShardKey.From(Pangram[..length]))));

    [Theory]
    [InlineData("shard key ", 17, -145075616768389012)]
    [InlineData("shard key ", 18, 4809194062162428460)]
    [InlineData("shard key ", 100, -7024748332374516491)]
    [InlineData("shard key ", 1000, 4922164806421649254)]
    [InlineData("日本😀", 300, -2885712368448131011)]
    public void Long_text_hashes_as_hashtextextended(string part, int times, long expected)
        => Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From(new StringBuilder().Insert(0, part, times).ToString())));

    [Theory]
    [InlineData("é", -763932721387459829)]
    [InlineData("e\u0301", 906497045993010187)]
    [InlineData("straße", 5740803663018022390)]
    [InlineData("日本語のキー", -6417103087543039007)]
    [InlineData("ключ", 2835016810653770112)]
    [InlineData("😀", -9149796522330800166)]
    [InlineData("a😀b", 375558264511112694)]
    [InlineData("👩\u200d👩\u200d👧\u200d👦", -1741539813767467067)]
    [InlineData("\ue000", -3029596027216421777)]
    [InlineData("\uffff", -7687083247444279272)]
    public void Text_beyond_ASCII_hashes_by_its_UTF8_bytes(string value, long expected)
        => Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From(value)));

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", -6859010066814654381)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", 293445543803463785)]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff", 4462459420613485749)]
    [InlineData("6f9619ff-8b86-d011-b42d-00cf4fc964ff", 2415741790618748870)]
    [InlineData("0190b6c8-7a3e-7c1d-9b52-3f1a6d0c8e47", -808085081441866315)]
    public void A_Guid_hashes_as_uuid_hash_extended(string value, long expected)
        => Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From(Guid.Parse(value))));

    [Theory]
    [InlineData("", -6939563903564495251)]
    [InlineData("00", -4194760714999882651)]
    [InlineData("0000", 2580076603323465729)]
    [InlineData("ff00ff", 3112380767311072431)]
    [InlineData("000102030405060708090a0b", -4011551736052134804)]
    [InlineData("000102030405060708090a0b0c0d0e0f10", 2859851628912485476)]
    public void Bytes_hash_as_hashvarlenaextended(string hex, long expected)
        => Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From(Convert.FromHexString(hex))));

    [Theory]
    [InlineData("2000-01-01", 4154612158245552303)]
    [InlineData("1999-12-31", -1888257769727981238)]
    [InlineData("2024-02-29", 8051018284886573209)]
    [InlineData("0001-01-02", -3334945001487491249)]
    [InlineData("9999-12-30", 3082201618543194934)]
    [InlineData("0001-01-01", 1977219185673256887)]
    [InlineData("9999-12-31", -9109110466470504941)]
    public void A_date_hashes_as_the_type_date(string value, long expected)
        => Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From(DateOnly.Parse(value, CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("2000-01-01 00:00:00", 4154612158245552303)]
    [InlineData("1999-12-31 23:59:59.999999", -1888257769727981238)]
    [InlineData("2024-02-29 12:34:56.789012", -782999326254096771)]
    [InlineData("0001-01-01 00:00:00.000001", -2105805591622200494)]
    [InlineData("9999-12-31 23:59:59.999999", -4620880348773890818)]
    [InlineData("1969-07-20 20:17:40", -3034432567789586072)]
    public void A_time_hashes_as_the_type_timestamp(string value, long expected)
    {
        var time = DateTime.Parse(value, CultureInfo.InvariantCulture);

        Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From(time)));
        Assert.Equal(expected, ShardKeyHash.Compute(ShardKey.From(new DateTimeOffset(time, TimeSpan.Zero))));
    }

    [Fact]
    public void The_ends_of_time_hash_as_the_infinities_that_Npgsql_stores()
    {
        Assert.Equal(-9109110466470504941, ShardKeyHash.Compute(ShardKey.From(DateTime.MinValue)));
        Assert.Equal(1977219185673256887, ShardKeyHash.Compute(ShardKey.From(DateTime.MaxValue)));
        Assert.Equal(1977219185673256887, ShardKeyHash.Compute(ShardKey.From(DateTimeOffset.MaxValue)));
    }

    [Fact]
    public void No_value_hashes_to_zero() => Assert.Equal(0, ShardKeyHash.Compute(ShardKey.From((object?)null)));

    [Fact]
    public void A_composite_folds_its_components_in_order()
    {
        var guid = Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff");

        Assert.Equal(-8062045555178211472, Composite(1, 2));
        Assert.Equal(-1033298171502048019, Composite(2, 1));
        Assert.Equal(1847413001760613273, Composite(null, 1));
        Assert.Equal(4809293804361652810, Composite(1, null));
        Assert.Equal(-5679564463694809493, Composite(42, "The quick"));
        Assert.Equal(-5303020121793383682, Composite(42, "The quick", guid));
        Assert.Equal(ShardKeyHash.Compute(ShardKey.From(42)), Composite(42));
    }

    [Fact]
    public void Hashing_allocates_nothing_for_text_of_normal_size()
    {
        ShardKey[] keys = [ShardKey.From(Pangram), ShardKey.From(1), ShardKey.From(Guid.Empty)];
        Sum(keys);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Sum(keys);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static long Composite(params object?[] components)
        => ShardKeyHash.Compute(ShardKey.From(components.Select(ShardKey.From).ToArray().AsSpan()));

    private static long Sum(ShardKey[] keys)
    {
        var sum = 0L;
        foreach (var key in keys)
        {
            sum ^= ShardKeyHash.Compute(key);
        }

        return sum;
    }
}
