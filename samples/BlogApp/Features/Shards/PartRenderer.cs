using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BlogApp.Features.Shards;

/// <summary>Renders one component to HTML, outside of a page.</summary>
internal sealed class PartRenderer(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    /// <param name="parameters">An object with a property for each of the component's parameters.</param>
    public async Task<string> RenderAsync<TComponent>(object parameters)
        where TComponent : IComponent
    {
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in new RouteValueDictionary(parameters))
        {
            values.Add(name, value);
        }

        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(
            async () => (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(values))).ToHtmlString());
    }
}
