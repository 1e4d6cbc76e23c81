using System.Reflection;
using System.Reflection.Emit;

namespace EfShard.Tests.Architecture;

/// <summary>Finds the types that a type uses: in its declarations, its members' signatures and its methods' bodies.</summary>
internal static class UsedTypes
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>What <paramref name="type" /> and the types nested in it (lambdas and state machines among them) use; constructed types by their parts.</summary>
    public static IReadOnlySet<Type> Of(Type type)
    {
        var used = new HashSet<Type>();
        Collect(type, used);
        return used;
    }

    /// <summary>Whether a method of <paramref name="type" /> or of a type nested in it calls one of these.</summary>
    public static bool Calls(Type type, IReadOnlySet<MemberInfo> called)
        => MethodsOf(type).Any(method => method.GetMethodBody() is { } body && Members(method, body).Any(called.Contains))
            || type.GetNestedTypes(Declared).Any(nested => Calls(nested, called));

    private static void Collect(Type type, HashSet<Type> used)
    {
        Add(type.BaseType, used);
        AddAll(type.GetInterfaces(), used);
        AddAll(type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()), used);
        AddAll(type.GetCustomAttributesData().Select(attribute => attribute.AttributeType), used);
        AddAll(type.GetFields(Declared).Select(field => field.FieldType), used);
        foreach (var method in MethodsOf(type))
        {
            AddAll(method.GetParameters().Select(parameter => parameter.ParameterType), used);
            Add((method as MethodInfo)?.ReturnType, used);
            CollectBody(method, used);
        }

        foreach (var nested in type.GetNestedTypes(Declared))
        {
            Collect(nested, used);
        }
    }

    private static IEnumerable<MethodBase> MethodsOf(Type type) => type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));

    private static void CollectBody(MethodBase method, HashSet<Type> used)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        AddAll(body.LocalVariables.Select(local => local.LocalType), used);
        AddAll(body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType), used);
        foreach (var member in Members(method, body))
        {
            Add(member as Type ?? member.DeclaringType, used);
            Add((member as FieldInfo)?.FieldType ?? (member as MethodInfo)?.ReturnType, used);
            if (member is MethodInfo { IsGenericMethod: true } generic)
            {
                AddAll(generic.GetGenericArguments(), used);
            }
        }
    }

    /// <summary>The members that a method's body names: what it calls, reads and writes.</summary>
    private static IEnumerable<MemberInfo> Members(MethodBase method, MethodBody body)
    {
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        return Tokens(body.GetILAsByteArray()!).Select(token => method.Module.ResolveMember(token, typeArguments, methodArguments)!);
    }

    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var i = 0; i < il.Length;)
        {
            var code = il[i] == 0xFE ? OpCodesByValue[(short)(0xFE00 | il[i + 1])] : OpCodesByValue[il[i]];
            i += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BitConverter.ToInt32(il, i);
            }

            i += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, i)),
                _ => 4,
            };
        }
    }

    private static void AddAll(IEnumerable<Type?> types, HashSet<Type> used)
    {
        foreach (var type in types)
        {
            Add(type, used);
        }
    }

    private static void Add(Type? type, HashSet<Type> used)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(type.GetElementType(), used);
            return;
        }

        if (type.IsConstructedGenericType)
        {
            AddAll(type.GetGenericArguments(), used);
            type = type.GetGenericTypeDefinition();
        }

        if (used.Add(type))
        {
            Add(type.DeclaringType, used);
        }
    }
}
