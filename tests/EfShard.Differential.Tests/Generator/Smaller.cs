using System.Collections;
using System.Reflection;

namespace EfShard.Differential.Tests.Generator;

/// <summary>
///     What is smaller than a question and might still fail: any part of its own kind in its place, or the question with one of its parts made
///     smaller. Works on the records' constructors, so that a new operator needs nothing here.
/// </summary>
internal static class Smaller
{
    public static IEnumerable<Question> Than(Question question) => Than((object)question).Cast<Question>();

    /// <summary>The number of parts: what is made smaller must become.</summary>
    public static int Parts(object? value)
        => value switch
        {
            null or string => 0,
            Ordering ordering => ordering.Columns.Count,
            IEnumerable list => list.Cast<object?>().Sum(Parts),
            _ when IsPart(value) => 1 + Values(value).Sum(v => Parts(v.Value)),
            _ => 0,
        };

    private static IEnumerable<object> Than(object part)
    {
        foreach (var inner in Inside(part).Where(inner => Kind(inner) == Kind(part)))
        {
            yield return inner;
        }

        var values = Values(part);
        for (var i = 0; i < values.Count; i++)
        {
            foreach (var smaller in ThanValue(values[i].Value, values[i].Parameter))
            {
                yield return Activator.CreateInstance(part.GetType(), [.. values.Select((v, j) => i == j ? smaller : v.Value)])!;
            }
        }
    }

    private static IEnumerable<object?> ThanValue(object? value, ParameterInfo parameter)
    {
        var isOptional = new NullabilityInfoContext().Create(parameter).WriteState is NullabilityState.Nullable;
        if (value is not null && isOptional)
        {
            yield return null;
        }

        if (value is IReadOnlyList<Term> terms)
        {
            foreach (var smaller in ThanTerms(terms))
            {
                yield return smaller;
            }
        }
        else if (value is not null && IsPart(value))
        {
            foreach (var smaller in Than(value))
            {
                yield return smaller;
            }
        }
    }

    /// <summary>Each term as the plain column, or smaller.</summary>
    private static IEnumerable<object> ThanTerms(IReadOnlyList<Term> terms)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            var index = i;
            var plain = terms[i] is Term.Of ? [] : new Term[] { new Term.Of((Column)i) };
            foreach (var smaller in plain.Concat(Than(terms[i]).Cast<Term>()))
            {
                yield return terms.Select((t, j) => j == index ? smaller : t).ToArray();
            }
        }
    }

    private static IEnumerable<object> Inside(object part)
        => Values(part).Select(v => v.Value).Where(v => v is not null && IsPart(v)).SelectMany(v => Inside(v!).Prepend(v!));

    private static List<(ParameterInfo Parameter, object? Value)> Values(object part)
        => [.. part.GetType().GetConstructors().Single().GetParameters().Select(p => (p, part.GetType().GetProperty(p.Name!)!.GetValue(part)))];

    private static bool IsPart(object value) => value is Tree or Condition or Term or Question;

    private static Type Kind(object part) => part.GetType().BaseType!;
}
