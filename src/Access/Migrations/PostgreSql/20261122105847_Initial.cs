using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Access.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_audit",
                columns: table => new
                {
                    Stream = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    RequestId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    StaffId = table.Column<Guid>(type: "uuid", nullable: true),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: true),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    Right = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    DataClass = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Permitted = table.Column<bool>(type: "boolean", nullable: false),
                    Basis = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    PreviousHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_audit", x => new { x.Stream, x.Sequence });
                });

            migrationBuilder.CreateTable(
                name: "access_client_relationships",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    BecauseOf = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    BecauseOfId = table.Column<Guid>(type: "uuid", nullable: false),
                    From = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_client_relationships", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_staff",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Roles = table.Column<string>(type: "text", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_staff", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_units",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Sector = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    OrganizationOid = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ReceivesIntake = table.Column<bool>(type: "boolean", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_units", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_audit_PersonId_At",
                table: "access_audit",
                columns: new[] { "PersonId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_access_client_relationships_BecauseOfId",
                table: "access_client_relationships",
                column: "BecauseOfId");

            migrationBuilder.CreateIndex(
                name: "IX_access_client_relationships_PersonId_UnitId",
                table: "access_client_relationships",
                columns: new[] { "PersonId", "UnitId" });

            migrationBuilder.CreateIndex(
                name: "IX_access_client_relationships_UnitId_PersonId",
                table: "access_client_relationships",
                columns: new[] { "UnitId", "PersonId" });

            migrationBuilder.CreateIndex(
                name: "IX_access_staff_Subject",
                table: "access_staff",
                column: "Subject",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_access_staff_UnitId",
                table: "access_staff",
                column: "UnitId");

            migrationBuilder.CreateIndex(
                name: "IX_access_units_OrganizationOid",
                table: "access_units",
                column: "OrganizationOid",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_audit");

            migrationBuilder.DropTable(
                name: "access_client_relationships");

            migrationBuilder.DropTable(
                name: "access_staff");

            migrationBuilder.DropTable(
                name: "access_units");
        }
    }
}
