using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Plans.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class OwnWords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "SourcesSecret",
                table: "plans_notes",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "plans_own_words",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PlanId = table.Column<Guid>(type: "uuid", nullable: false),
                    GuardianId = table.Column<Guid>(type: "uuid", nullable: true),
                    TextSecret = table.Column<string>(type: "text", nullable: false),
                    NotToGuardians = table.Column<bool>(type: "boolean", nullable: false),
                    AfterVersion = table.Column<int>(type: "integer", nullable: false),
                    WrittenAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plans_own_words", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_plans_own_words_PlanId_AfterVersion",
                table: "plans_own_words",
                columns: new[] { "PlanId", "AfterVersion" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "plans_own_words");

            migrationBuilder.DropColumn(
                name: "SourcesSecret",
                table: "plans_notes");
        }
    }
}
