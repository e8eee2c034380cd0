package city

import (
	"slices"
	"strings"
)

// A layer's key is the name of a view in each store, beside the store's own tables and
// indexes. What either store cannot take neither does, so that a scheme fits both.
var (
	reservedNames = []string{
		"area_code", "area_content", "area_edges", "area_version", "change_log", "counter", "layer",
		"migration", "revision", "settings",
		"building_code", "building_content", "building_version", "buildings",
		"line_code", "line_content", "line_version", "lines",
		"organisation_code", "organisation_content", "organisation_version", "organisations",
		"person_code", "person_content", "person_version", "persons",
		"place_code", "place_content", "place_version", "places",
		"post_code", "post_content", "post_version", "posts",
	}
	// gpkg_ and rtree_ belong to the GeoPackage standard, sqlite_ to SQLite.
	reservedPrefixes = []string{
		"gpkg_", "rtree_", "sqlite_", "redsail_",
		"area_code_", "area_content_", "area_edges_", "area_version_",
		"building_code_", "building_content_", "building_version_",
		"line_code_", "line_content_", "line_version_",
		"organisation_code_", "organisation_content_", "organisation_version_",
		"person_code_", "person_content_", "person_version_",
		"place_code_", "place_content_", "place_version_",
		"post_code_", "post_content_", "post_version_",
	}
	// PostgreSQL names the index of a constraint after its table.
	reservedSuffixes = []string{"_pkey", "_key"}
)

// reserved is true of a layer key that a store has given to something of its own.
func reserved(key string) bool {
	if slices.Contains(reservedNames, key) {
		return true
	}
	for _, prefix := range reservedPrefixes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	for _, suffix := range reservedSuffixes {
		if table, ok := strings.CutSuffix(key, suffix); ok && slices.ContainsFunc(reservedNames, func(name string) bool {
			return table == name || strings.HasPrefix(table, name+"_")
		}) {
			return true
		}
	}
	return false
}
