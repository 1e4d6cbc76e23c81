namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler accept collection expressions for <see cref="EfShard.Analyzers.ValueList{T}" /> on netstandard2.0.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
internal sealed class CollectionBuilderAttribute(Type builderType, string methodName) : Attribute
{
    public Type BuilderType { get; } = builderType;

    public string MethodName { get; } = methodName;
}
