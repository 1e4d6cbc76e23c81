using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BlogApp.Model;

/// <summary>Says that stored times are UTC: Sqlite gives them back without a kind.</summary>
internal sealed class UtcDateTimeConverter() : ValueConverter<DateTime, DateTime>(
    value => value.ToUniversalTime(),
    value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
