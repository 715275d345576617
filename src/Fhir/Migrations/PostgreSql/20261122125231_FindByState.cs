using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Fhir.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class FindByState : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_fhir_deliveries_State_Sequence",
                table: "fhir_deliveries",
                columns: new[] { "State", "Sequence" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_fhir_deliveries_State_Sequence",
                table: "fhir_deliveries");
        }
    }
}
