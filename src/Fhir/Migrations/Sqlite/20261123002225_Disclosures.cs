using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Fhir.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Disclosures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_fhir_delivery_steps_State_At",
                table: "fhir_delivery_steps",
                columns: new[] { "State", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_fhir_deliveries_PersonId_Kind",
                table: "fhir_deliveries",
                columns: new[] { "PersonId", "Kind" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_fhir_delivery_steps_State_At",
                table: "fhir_delivery_steps");

            migrationBuilder.DropIndex(
                name: "IX_fhir_deliveries_PersonId_Kind",
                table: "fhir_deliveries");
        }
    }
}
