using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Access.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class AuditHeads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ClientId",
                table: "access_audit",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Purpose",
                table: "access_audit",
                type: "character varying(20)",
                maxLength: 20,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Role",
                table: "access_audit",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "access_audit_heads",
                columns: table => new
                {
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Stream = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    RowHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PreviousHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    KeyId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Signature = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_audit_heads", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "access_audit_keys",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PublicKey = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    PrivateKeySecret = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_audit_keys", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_units_ReceivesIntake",
                table: "access_units",
                column: "ReceivesIntake",
                unique: true,
                filter: "\"ReceivesIntake\"");

            migrationBuilder.CreateIndex(
                name: "IX_access_audit_At",
                table: "access_audit",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_access_audit_StaffId_At",
                table: "access_audit",
                columns: new[] { "StaffId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_access_audit_heads_Stream_Sequence",
                table: "access_audit_heads",
                columns: new[] { "Stream", "Sequence" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_audit_heads");

            migrationBuilder.DropTable(
                name: "access_audit_keys");

            migrationBuilder.DropIndex(
                name: "IX_access_units_ReceivesIntake",
                table: "access_units");

            migrationBuilder.DropIndex(
                name: "IX_access_audit_At",
                table: "access_audit");

            migrationBuilder.DropIndex(
                name: "IX_access_audit_StaffId_At",
                table: "access_audit");

            migrationBuilder.DropColumn(
                name: "ClientId",
                table: "access_audit");

            migrationBuilder.DropColumn(
                name: "Purpose",
                table: "access_audit");

            migrationBuilder.DropColumn(
                name: "Role",
                table: "access_audit");
        }
    }
}
