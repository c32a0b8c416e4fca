/** What Fjord & Field sells, as far as the examples need it. Prices in EUR cents. */
export const catalogue = {
  'TENT-NALLO-3': { name: 'Nallo 3 tent', price: 94_900, onHand: 14 },
  'TENT-SAIVO': { name: 'Saivo basecamp tent', price: 289_900, onHand: 2 },
  'PACK-KAJKA-75': { name: 'Kajka 75 backpack', price: 36_900, onHand: 31 },
  'STOVE-OMNI': { name: 'Omni expedition stove', price: 21_900, onHand: 48 },
  'BAG-POLAR-12': { name: 'Polar −12 °C sleeping bag', price: 41_900, onHand: 9 },
  'SKI-BREIDABLIKK': { name: 'Breidablikk touring skis', price: 57_900, onHand: 6 },
  'PULK-SNOWSLED': { name: 'Snowsled pulk', price: 129_900, onHand: 3 },
  'MAP-SAREK': { name: 'Sarek map, waterproof', price: 1_990, onHand: 220 },
}

/** Orders from this amount on are looked at by a person. */
export const REVIEW_LIMIT = 200_000
