#!/usr/bin/env bash
# Adds a migration to a module, for both databases: deploy/add-migration.sh Referrals AddUrgency
set -euo pipefail
cd "$(dirname "$0")/.."
module=$1 name=$2
dotnet tool restore >/dev/null
dotnet build src/Host --nologo -v q
for provider in sqlite postgresql; do
    context=${module}Db folder=Migrations/Sqlite
    if [ "$provider" = postgresql ]; then context=${module}DbPostgreSql folder=Migrations/PostgreSql; fi
    Database__Provider=$provider Database__ConnectionString=$([ $provider = sqlite ] && echo "Data Source=obj/design.db" || echo "Host=localhost") \
        dotnet ef migrations add "$name" --no-build --project "src/$module" --startup-project src/Host --context "$context" --output-dir "$folder"
done
