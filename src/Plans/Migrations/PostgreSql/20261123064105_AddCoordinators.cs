using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Plans.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class AddCoordinators : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "plans_coordinators",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    StaffId = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    GroundsSecret = table.Column<string>(type: "character varying(100000)", maxLength: 100000, nullable: false),
                    AgreedBy = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    NamedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    NamedAt = table.Column<long>(type: "bigint", nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    EndReasonSecret = table.Column<string>(type: "character varying(100000)", maxLength: 100000, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plans_coordinators", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_plans_coordinators_PersonId_Id",
                table: "plans_coordinators",
                columns: new[] { "PersonId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_plans_coordinators_StaffId_Id",
                table: "plans_coordinators",
                columns: new[] { "StaffId", "Id" },
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "plans_coordinators_in_force",
                table: "plans_coordinators",
                column: "PersonId",
                unique: true,
                filter: "\"EndedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "plans_coordinators");
        }
    }
}
