using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Access.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Gate : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "Until",
                table: "access_units",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Area",
                table: "access_staff",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "EmployerUnitId",
                table: "access_staff",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "From",
                table: "access_staff",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "IdentityCodeHash",
                table: "access_staff",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Qualification",
                table: "access_staff",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "access_break_glass",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    StaffId = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReasonSecret = table.Column<string>(type: "text", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: false),
                    AcknowledgedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    AcknowledgedAt = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_break_glass", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_record_identities",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    IdentityCodeHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Relation = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ClientBornOn = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_record_identities", x => new { x.PersonId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "access_team_memberships",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StaffId = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    Roles = table.Column<string>(type: "text", nullable: false),
                    SubstituteFor = table.Column<Guid>(type: "uuid", nullable: true),
                    From = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_team_memberships", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_break_glass_PersonId_StaffId",
                table: "access_break_glass",
                columns: new[] { "PersonId", "StaffId" });

            migrationBuilder.CreateIndex(
                name: "IX_access_break_glass_UnitId_Id",
                table: "access_break_glass",
                columns: new[] { "UnitId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_access_record_identities_IdentityCodeHash",
                table: "access_record_identities",
                column: "IdentityCodeHash");

            migrationBuilder.CreateIndex(
                name: "IX_access_team_memberships_StaffId",
                table: "access_team_memberships",
                column: "StaffId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_break_glass");

            migrationBuilder.DropTable(
                name: "access_record_identities");

            migrationBuilder.DropTable(
                name: "access_team_memberships");

            migrationBuilder.DropColumn(
                name: "Until",
                table: "access_units");

            migrationBuilder.DropColumn(
                name: "Area",
                table: "access_staff");

            migrationBuilder.DropColumn(
                name: "EmployerUnitId",
                table: "access_staff");

            migrationBuilder.DropColumn(
                name: "From",
                table: "access_staff");

            migrationBuilder.DropColumn(
                name: "IdentityCodeHash",
                table: "access_staff");

            migrationBuilder.DropColumn(
                name: "Qualification",
                table: "access_staff");
        }
    }
}
