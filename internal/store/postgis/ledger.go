package postgis

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/city"
)

// ledger is the transaction of Apply as city.Resolve sees it.
type ledger struct{ tx session }

// CodeIDs implements city.Ledger.
func (l ledger) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	out := map[city.Key]int64{}
	for _, kind := range city.RecordKinds() {
		if err := codeIDsOf(ctx, l.tx, kind, keys, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// codeIDsOf puts the permanent ids of those keys of a kind that were ever given into out.
func codeIDsOf(ctx context.Context, db session, kind city.RecordKind, keys []city.Key, out map[city.Key]int64) error {
	var layers, codes []string
	for _, k := range keys {
		if k.Kind == kind {
			layers, codes = append(layers, k.Layer), append(codes, k.Code)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	return db.each(ctx, func(row pgx.Rows) error {
		k := city.Key{Kind: kind}
		var id int64
		err := row.Scan(&k.Layer, &k.Code, &id)
		out[k] = id
		return err
	}, `SELECT c.layer, c.code, c.id FROM unnest($1::text[], $2::text[]) AS k (layer, code)
		JOIN redsail.`+kind.String()+`_code AS c ON c.layer = k.layer AND c.code = k.code`, layers, codes)
}

// CurrentByID implements city.Ledger.
func (l ledger) CurrentByID(ctx context.Context, kind city.RecordKind, ids []int64) ([]city.Record, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return records(ctx, l.tx, kind, "rev_to IS NULL AND id = ANY ($1)", ids)
}

// CurrentChildren implements city.Ledger.
func (l ledger) CurrentChildren(ctx context.Context, layers, parents []string) ([]city.Record, error) {
	return records(ctx, l.tx, city.KindArea, "rev_to IS NULL AND layer = ANY ($1) AND parent = ANY ($2)", layers, parents)
}

// CurrentBuildings implements city.Ledger.
func (l ledger) CurrentBuildings(ctx context.Context, layer string, codes []string) ([]city.Record, error) {
	column := map[string]string{city.LayerGrid: "grid", city.LayerCompound: "compound"}[layer]
	if column == "" {
		return nil, city.Errorf(city.Internal, "internal", "buildings name no area of the layer %q", layer)
	}
	return records(ctx, l.tx, city.KindBuilding, "rev_to IS NULL AND "+column+" = ANY ($1)", codes)
}
