using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SiblingsAndDuplicates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "TogetherKey",
                table: "intake_notifications",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "intake_dismissed_duplicates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OneId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OtherId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReasonSecret = table.Column<string>(type: "TEXT", maxLength: 6000, nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_dismissed_duplicates", x => x.Id);
                    table.ForeignKey(
                        name: "FK_intake_dismissed_duplicates_intake_matters_OneId",
                        column: x => x.OneId,
                        principalTable: "intake_matters",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_intake_dismissed_duplicates_intake_matters_OtherId",
                        column: x => x.OtherId,
                        principalTable: "intake_matters",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "intake_sibling_links",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OneId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OtherId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReasonSecret = table.Column<string>(type: "TEXT", maxLength: 6000, nullable: false),
                    LinkedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    LinkedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndReasonSecret = table.Column<string>(type: "TEXT", maxLength: 6000, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_sibling_links", x => x.Id);
                    table.ForeignKey(
                        name: "FK_intake_sibling_links_intake_matters_OneId",
                        column: x => x.OneId,
                        principalTable: "intake_matters",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_intake_sibling_links_intake_matters_OtherId",
                        column: x => x.OtherId,
                        principalTable: "intake_matters",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_intake_notifications_TogetherKey",
                table: "intake_notifications",
                column: "TogetherKey",
                filter: "\"TogetherKey\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_dismissed_duplicates_OneId_OtherId",
                table: "intake_dismissed_duplicates",
                columns: new[] { "OneId", "OtherId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_intake_dismissed_duplicates_OtherId",
                table: "intake_dismissed_duplicates",
                column: "OtherId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_sibling_links_OneId",
                table: "intake_sibling_links",
                column: "OneId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_sibling_links_OneId_OtherId",
                table: "intake_sibling_links",
                columns: new[] { "OneId", "OtherId" },
                unique: true,
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_sibling_links_OtherId",
                table: "intake_sibling_links",
                column: "OtherId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "intake_dismissed_duplicates");

            migrationBuilder.DropTable(
                name: "intake_sibling_links");

            migrationBuilder.DropIndex(
                name: "IX_intake_notifications_TogetherKey",
                table: "intake_notifications");

            migrationBuilder.DropColumn(
                name: "TogetherKey",
                table: "intake_notifications");
        }
    }
}
