using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Access.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Area",
                table: "access_staff",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "EmployerUnitId",
                table: "access_staff",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "From",
                table: "access_staff",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "IdentityCodeHash",
                table: "access_staff",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Qualification",
                table: "access_staff",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "access_break_glass",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StaffId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReasonSecret = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false),
                    AcknowledgedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AcknowledgedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_break_glass", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_record_identities",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    IdentityCodeHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Relation = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ClientBornOn = table.Column<DateOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_record_identities", x => new { x.PersonId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "access_team_memberships",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StaffId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Roles = table.Column<string>(type: "TEXT", nullable: false),
                    SubstituteFor = table.Column<Guid>(type: "TEXT", nullable: true),
                    From = table.Column<long>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: true)
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
