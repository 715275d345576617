using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Consents.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Told : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_consents_withdrawal_notices_ConsentId_UnitId",
                table: "consents_withdrawal_notices");

            migrationBuilder.RenameColumn(
                name: "ConsentId",
                table: "consents_withdrawal_notices",
                newName: "AboutId");

            migrationBuilder.AddColumn<int>(
                name: "AboutVersion",
                table: "consents_withdrawal_notices",
                type: "integer",
                nullable: false,
                defaultValue: 2);

            migrationBuilder.AddColumn<Guid>(
                name: "AfterChildsWithdrawalOf",
                table: "consents_consents",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_consents_withdrawal_notices_AboutId_AboutVersion_UnitId",
                table: "consents_withdrawal_notices",
                columns: new[] { "AboutId", "AboutVersion", "UnitId" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_consents_withdrawal_notices_AboutId_AboutVersion_UnitId",
                table: "consents_withdrawal_notices");

            migrationBuilder.DropColumn(
                name: "AboutVersion",
                table: "consents_withdrawal_notices");

            migrationBuilder.DropColumn(
                name: "AfterChildsWithdrawalOf",
                table: "consents_consents");

            migrationBuilder.RenameColumn(
                name: "AboutId",
                table: "consents_withdrawal_notices",
                newName: "ConsentId");

            migrationBuilder.CreateIndex(
                name: "IX_consents_withdrawal_notices_ConsentId_UnitId",
                table: "consents_withdrawal_notices",
                columns: new[] { "ConsentId", "UnitId" },
                unique: true);
        }
    }
}
