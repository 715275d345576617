using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.People.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class LikePersons : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_people_persons_BirthDate",
                table: "people_persons",
                column: "BirthDate");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_people_persons_BirthDate",
                table: "people_persons");
        }
    }
}
