using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Access.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class BreakGlassEscalation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "EscalatedAt",
                table: "access_break_glass",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_access_break_glass_At",
                table: "access_break_glass",
                column: "At",
                filter: "\"AcknowledgedAt\" IS NULL AND \"EscalatedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_access_break_glass_At",
                table: "access_break_glass");

            migrationBuilder.DropColumn(
                name: "EscalatedAt",
                table: "access_break_glass");
        }
    }
}
