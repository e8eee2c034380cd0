package gpkg

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/redsail/redsail/internal/city"
)

// ledger is the transaction as city.Resolve sees it.
type ledger struct{ tx *sql.Tx }

// CodeIDs implements city.Ledger.
func (l ledger) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	return codeIDs(ctx, l.tx, keys)
}

// codeIDs gives the permanent ids of those keys that were ever given.
func codeIDs(ctx context.Context, db source, keys []city.Key) (map[city.Key]int64, error) {
	pairs := map[city.RecordKind][][2]string{}
	for _, k := range keys {
		pairs[k.Kind] = append(pairs[k.Kind], [2]string{k.Layer, k.Code})
	}
	out := map[city.Key]int64{}
	for _, kind := range city.RecordKinds() {
		if len(pairs[kind]) == 0 {
			continue
		}
		if err := codeIDsOf(ctx, db, kind, pairs[kind], out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func codeIDsOf(ctx context.Context, db source, kind city.RecordKind, pairs [][2]string, out map[city.Key]int64) error {
	var some bool
	if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+kind.String()+`_code)`).Scan(&some); err != nil || !some {
		return err // a city's first things of a kind are many
	}
	list, err := json.Marshal(pairs)
	if err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, `SELECT c.layer, c.code, c.id FROM json_each(?) AS j
		CROSS JOIN `+kind.String()+`_code AS c ON c.layer = j.value ->> 0 AND c.code = j.value ->> 1`, string(list))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		k := city.Key{Kind: kind}
		var id int64
		if err := rows.Scan(&k.Layer, &k.Code, &id); err != nil {
			return err
		}
		out[k] = id
	}
	return rows.Err()
}

// CurrentByID implements city.Ledger.
func (l ledger) CurrentByID(ctx context.Context, kind city.RecordKind, ids []int64) ([]city.Record, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return queryRecords(ctx, l.tx, kind, "v.rev_to IS NULL AND v.id IN (SELECT value FROM json_each(?))", string(list))
}

// CurrentChildren implements city.Ledger.
func (l ledger) CurrentChildren(ctx context.Context, layers, parents []string) ([]city.Record, error) {
	inLayers, err := json.Marshal(layers)
	if err != nil {
		return nil, err
	}
	under, err := json.Marshal(parents)
	if err != nil {
		return nil, err
	}
	return queryRecords(ctx, l.tx, city.KindArea,
		"v.rev_to IS NULL AND v.layer IN (SELECT value FROM json_each(?)) AND v.parent IN (SELECT value FROM json_each(?))",
		string(inLayers), string(under))
}

// CurrentBuildings implements city.Ledger.
func (l ledger) CurrentBuildings(ctx context.Context, layer string, codes []string) ([]city.Record, error) {
	column := map[string]string{city.LayerGrid: "v.grid", city.LayerCompound: "v.compound"}[layer]
	if column == "" {
		return nil, city.Errorf(city.Internal, "internal", "buildings name no area of the layer %q", layer)
	}
	list, err := json.Marshal(codes)
	if err != nil {
		return nil, err
	}
	return queryRecords(ctx, l.tx, city.KindBuilding, "v.rev_to IS NULL AND "+column+" IN (SELECT value FROM json_each(?))", string(list))
}
