package atlas

import (
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// ExportCells are the texts that a GeoPackage in WGS-84 has in the columns of a thing, by column. Empty
// cells are left out.
func ExportCells(c city.Content) (map[string]string, error) {
	f, err := (&Export{}).feature(c)
	if err != nil {
		return nil, err
	}
	return codec.FlatCells(f.Properties)
}

// ExportColumns are the columns beside the geometry in which a GeoPackage holds a kind, in their order.
func ExportColumns(kind city.RecordKind) []string { return flatColumns[kind] }
