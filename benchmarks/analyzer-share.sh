#!/usr/bin/env bash
# What the analyzers cost: their share of the compiler's time, for BlogApp and for a generated project of 500 entities.
# Prints the compiler's own report (-p:ReportAnalyzer=true); nothing is asserted.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
entities=${1:-500}
folder=$PWD/artifacts/analyzer-share
rm -rf "$folder"
mkdir -p "$folder"

cat >"$folder/AnalyzerShare.csproj" <<'EOF'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="../../src/EfShard/EfShard.csproj" />
    <ProjectReference Include="../../src/EfShard.Analyzers/EfShard.Analyzers.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" SkipGetTargetFrameworkProperties="true" />
  </ItemGroup>
</Project>
EOF

# A file an entity: the class, its configuration, and four queries and a loop over it.
for ((i = 0; i < entities; i++)); do
    cat >"$folder/Entity$i.cs" <<EOF
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Generated;

public class Entity$i
{
    public Guid Id { get; set; }
    public long Tenant { get; set; }
    public string Name { get; set; } = "";
    public Guid OtherId { get; set; }
    public Entity$(((i + 1) % entities)) Other { get; set; } = null!;
}

public class Configuration$i : IEntityTypeConfiguration<Entity$i>
{
    public void Configure(EntityTypeBuilder<Entity$i> builder)
    {
        builder.HasShardKey(e => e.Tenant);
        builder.HasOne(e => e.Other).WithMany().HasForeignKey(e => e.OtherId).IsColocated();
    }
}

public class Repository$i(GeneratedContext context)
{
    public Task<List<Entity$i>> OfTenant(long tenant) => context.Set<Entity$i>().Where(e => e.Tenant == tenant).OrderBy(e => e.Name).Take(20).ToListAsync();
    public Task<Entity$i?> ByName(long tenant, string name) => context.Set<Entity$i>().Include(e => e.Other).FirstOrDefaultAsync(e => e.Tenant == tenant && e.Name == name);
    public Task<int> Count(long tenant) => context.Set<Entity$i>().CountAsync(e => e.Tenant == tenant && e.Other.Name != "");
    public Task<List<string>> Names(long tenant)
        => (from e in context.Set<Entity$i>() join o in context.Set<Entity$(((i + 1) % entities))>() on new { e.Tenant, Id = e.OtherId } equals new { o.Tenant, o.Id } where e.Tenant == tenant select o.Name).ToListAsync();
    public async Task Rename(long tenant)
    {
        foreach (var e in await OfTenant(tenant)) { e.Name += "!"; }
        await context.SaveChangesAsync();
    }
}
EOF
done

{
    echo "using Microsoft.EntityFrameworkCore;"
    echo "namespace Generated;"
    echo "public class GeneratedContext(DbContextOptions options) : DbContext(options)"
    echo "{"
    for ((i = 0; i < entities; i++)); do echo "    public DbSet<Entity$i> Entities$i => Set<Entity$i>();"; done
    echo "    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyConfigurationsFromAssembly(typeof(GeneratedContext).Assembly);"
    echo "}"
} >"$folder/GeneratedContext.cs"

report() {
    echo "== $1"
    local began=$EPOCHREALTIME
    dotnet build "$2" -c Release --no-incremental --no-dependencies -p:ReportAnalyzer=true -p:EnforceCodeStyleInBuild=false -nodeReuse:false -v:detailed >"$folder/output.txt"
    awk -v began="$began" -v ended="$EPOCHREALTIME" 'BEGIN { printf "build: %.1f s\n", ended - began }'
    grep -E "Total analyzer execution time|Total generator|EfShard\.Analyzers(, Version|\.ShardingAnalyzer)" "$folder/output.txt" | sort -u
}

dotnet build samples/BlogApp -c Release -v quiet >"$folder/blogapp.txt"
dotnet build "$folder" -c Release -v quiet >"$folder/generated.txt"
report BlogApp samples/BlogApp
report "$entities entities" "$folder"
