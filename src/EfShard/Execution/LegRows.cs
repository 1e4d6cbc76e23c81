using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>The legs of a statement that reads, and the one reader that is made of theirs.</summary>
internal readonly record struct LegRows(RelationalDataReader[] Legs, DbDataReader Rows);
