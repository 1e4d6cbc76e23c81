using EfShard.Model;
using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class ShardKeyConversionTests
{
    private static readonly DateTime Noon = new(2024, 2, 29, 12, 0, 0, DateTimeKind.Unspecified);

    [Fact]
    public void Numbers_of_any_width_are_the_same_key()
    {
        var toStore = OnSqlite<long>();

        Assert.Equal(ShardKey.From(5L), ShardKey.From(toStore(5)));
        Assert.Equal(ShardKey.From(5L), ShardKey.From(toStore((short)5)));
        Assert.Equal(ShardKey.From(5L), ShardKey.From(OnSqlite<int>()(5L)));
        Assert.Equal(ShardKey.From(long.MaxValue), ShardKey.From(OnSqlite<int>()(long.MaxValue)));
    }

    [Fact]
    public void Null_stays_null()
    {
        Assert.Null(OnSqlite<long>()(null));
        Assert.Null(OnSqlite<long>()(DBNull.Value));
        Assert.Null(OnSqlite<string>(p => p.HasConversion(v => v + "!", v => v))(null));
    }

    [Fact]
    public void An_enum_is_its_number()
    {
        var toStore = OnSqlite<DayOfWeek>();

        Assert.Equal(ShardKey.From(2L), ShardKey.From(toStore(DayOfWeek.Tuesday)));
        Assert.Equal(ShardKey.From(2L), ShardKey.From(toStore(2)));
    }

    [Fact]
    public void An_enum_that_is_stored_as_text_is_its_text()
    {
        var toStore = OnSqlite<DayOfWeek>(p => p.HasConversion<string>());

        Assert.Equal("Tuesday", toStore(DayOfWeek.Tuesday));
        Assert.Equal("Tuesday", toStore(2));
        Assert.Equal("Tuesday", toStore("Tuesday"));
    }

    [Fact]
    public void A_converted_type_is_what_its_converter_makes()
    {
        var toStore = OnSqlite<UserId>(p => p.HasConversion(id => id.Value, value => new UserId(value)));

        Assert.Equal(7L, toStore(new UserId(7)));
        Assert.Equal(7L, toStore(7L));
        Assert.Equal(7L, toStore(7));
    }

    [Fact]
    public void A_converter_between_equal_types_is_applied()
        => Assert.Equal("ann", OnSqlite<string>(p => p.HasConversion(v => v.ToLowerInvariant(), v => v))("Ann"));

    [Fact]
    public void A_number_that_is_stored_as_text_is_its_text()
    {
        var toStore = OnSqlite<int>(p => p.HasConversion<string>());

        Assert.Equal("7", toStore(7));
        Assert.Equal("7", toStore(7L));
        Assert.Throws<ShardKeyException>(() => toStore(long.MaxValue));
    }

    [Fact]
    public void A_nullable_property_takes_its_values()
        => Assert.Equal(7L, OnSqlite<long?>()(7L));

    [Fact]
    public void A_value_of_another_type_is_refused_without_showing_it()
    {
        var error = Assert.Throws<ShardKeyException>(() => OnSqlite<long>()("secret"));

        Assert.Contains("'Row<long?>.Key'", Assert.Throws<ShardKeyException>(() => OnSqlite<long?>()("secret")).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShardKeyException>(() => OnSqlite<string>()(5));
        Assert.Throws<ShardKeyException>(() => OnSqlite<Guid>()("6F9619FF-8B86-D011-B42D-00CF4FC964FF"));
    }

    [Fact]
    public void Sqlite_takes_times_of_any_kind()
    {
        var toStore = OnSqlite<DateTime>();

        Assert.Equal(Noon, toStore(DateTime.SpecifyKind(Noon, DateTimeKind.Utc)));
        Assert.Equal(Noon, toStore(DateTime.SpecifyKind(Noon, DateTimeKind.Local)));
    }

    [Theory]
    [InlineData("timestamp with time zone", DateTimeKind.Local)]
    [InlineData("timestamp with time zone", DateTimeKind.Unspecified)]
    [InlineData("timestamptz", DateTimeKind.Unspecified)]
    [InlineData("timestamp without time zone", DateTimeKind.Utc)]
    [InlineData("timestamp", DateTimeKind.Utc)]
    public void A_time_that_postgres_would_convert_is_refused(string type, DateTimeKind kind)
    {
        var toStore = OnPostgres<DateTime>(p => p.HasColumnType(type));

        var error = Assert.Throws<ShardKeyException>(() => toStore(DateTime.SpecifyKind(Noon, kind)));
        Assert.Contains($"kind {kind}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timestamp with time zone", DateTimeKind.Utc)]
    [InlineData("timestamp without time zone", DateTimeKind.Local)]
    [InlineData("timestamp without time zone", DateTimeKind.Unspecified)]
    public void A_time_that_postgres_stores_as_it_is_is_a_key(string type, DateTimeKind kind)
        => Assert.Equal(Noon, OnPostgres<DateTime>(p => p.HasColumnType(type))(DateTime.SpecifyKind(Noon, kind)));

    [Fact]
    public void A_time_is_cut_to_microseconds_towards_the_year_2000_as_postgres_stores_it()
    {
        var toStore = OnPostgres<DateTime>(p => p.HasColumnType("timestamp without time zone"));
        var before = new DateTime(1999, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

        Assert.Equal(Noon.AddTicks(10), toStore(Noon.AddTicks(19)));
        Assert.Equal(before.AddTicks(20), toStore(before.AddTicks(11)));
    }

    [Fact]
    public void A_time_in_a_date_column_is_its_date()
        => Assert.Equal(Noon.Date, OnPostgres<DateTime>(p => p.HasColumnType("date"))(Noon));

    [Fact]
    public void A_time_with_an_offset_is_its_moment()
        => Assert.Equal(
            ShardKey.From(Noon),
            ShardKey.From(OnPostgres<DateTimeOffset>()(new DateTimeOffset(Noon.AddHours(2), TimeSpan.FromHours(2)))));

    private static Func<object?, object?> OnSqlite<T>(Action<PropertyBuilder<T>>? configure = null)
        => Conversion(TestModel.Sqlite(m => Configure(m, configure)));

    private static Func<object?, object?> OnPostgres<T>(Action<PropertyBuilder<T>>? configure = null)
        => Conversion(TestModel.Postgres(m => Configure(m, configure)));

    private static void Configure<T>(ModelBuilder modelBuilder, Action<PropertyBuilder<T>>? configure)
    {
        var property = modelBuilder.Entity<Row<T>>().HasShardKey(nameof(Row<T>.Key)).Property(row => row.Key);
        configure?.Invoke(property);
    }

    private static Func<object?, object?> Conversion(IModel model)
    {
        var column = Assert.Single(ShardModel.Of(model).GetPlacement(model.GetRelationalModel().Tables.Single()).KeyColumns);
        return column.ToStore;
    }

    public class Row<T>
    {
        public Guid Id { get; set; }

        public T Key { get; set; } = default!;
    }

    public record UserId(long Value);
}
