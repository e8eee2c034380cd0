package codec

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// Limits of a table of GeoPackageFile.About: its rows, and the bytes of a name and a value.
const (
	maxAboutRows  = 100
	maxAboutName  = 100
	maxAboutValue = 10_000
)

// about reads the table that says what the file is, where there is one. It is read as the
// features are: a plain table, by plain columns.
func (g *geoPackage) about(ctx context.Context, table string) error {
	if table == "" {
		return nil
	}
	var there bool
	err := g.conn.QueryRowContext(ctx, "SELECT count(*) > 0 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE", table).Scan(&there)
	if err != nil || !there {
		return err
	}
	if err := g.plainTable(ctx, table); err != nil {
		return err
	}
	columns, _, err := g.tableColumns(ctx, table)
	if err != nil {
		return err
	}
	if !slices.Contains(columns, "name") || !slices.Contains(columns, "value") {
		return &FileError{Kind: KindMalformed, Message: fmt.Sprintf("table %s has no plain columns name and value", table)}
	}
	rows, err := g.conn.QueryContext(ctx, "SELECT name, value FROM "+quoteName(table)+` NOT INDEXED
		WHERE typeof(name) = 'text' AND typeof(value) = 'text' AND octet_length(name) <= ? AND octet_length(value) <= ? LIMIT ?`, maxAboutName, maxAboutValue, maxAboutRows)
	if err != nil {
		return err
	}
	g.src.About, err = aboutRows(rows)
	return err
}

func aboutRows(rows *sql.Rows) (out map[string]string, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	out = map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, rows.Err()
}
