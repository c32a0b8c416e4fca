import { expect, test } from 'vitest'
import { formatValue, safeUrl } from './format-value.ts'

test('formats money in its currency, with the digits the asker sent', () => {
  expect(formatValue({ value: '1240.00', format: 'money:EUR' })).toMatchObject({
    kind: 'figure',
    text: 'EUR\u00a01,240.00',
  })
  expect(formatValue({ value: '0.125', format: 'money:USD' })).toMatchObject({ text: 'USD\u00a00.125' })
  expect(formatValue({ value: 900, format: 'money:JPY' })).toMatchObject({ text: 'JPY\u00a0900' })
})

test('loses no digit of an amount too large for a float', () => {
  expect(formatValue({ value: '12345678901234567890.12', format: 'money:EUR' })).toMatchObject({
    text: 'EUR\u00a012,345,678,901,234,567,890.12',
  })
})

test('shows what is no amount as it came', () => {
  expect(formatValue({ value: '1.2.3', format: 'money:EUR' })).toEqual({ kind: 'text', text: '1.2.3', long: false })
  expect(formatValue({ value: 'soon', format: 'datetime' })).toMatchObject({ kind: 'text', text: 'soon' })
  expect(formatValue({ value: '1e9', format: 'number' })).toMatchObject({ kind: 'text', text: '1e9' })
})

test('formats dates, durations, percentages, ids and booleans', () => {
  expect(formatValue({ value: '2026-11-19T09:24:00Z', format: 'datetime' })).toMatchObject({
    kind: 'moment',
    withTime: true,
  })
  expect(formatValue({ value: 5_400, format: 'duration' })).toMatchObject({ text: '1 h 30 min', exact: '5400 seconds' })
  expect(formatValue({ value: '7.4', format: 'percent' })).toMatchObject({ text: '7.4 %' })
  expect(formatValue({ value: 'ord_1', format: 'id' })).toEqual({ kind: 'code', text: 'ord_1' })
  expect(formatValue({ value: true })).toMatchObject({ text: 'Yes' })
  expect(formatValue({ value: null })).toEqual({ kind: 'empty' })
})

test('links only over https, and always knows the host', () => {
  expect(formatValue({ value: 'https://a.example/x', format: 'url' })).toMatchObject({
    kind: 'link',
    host: 'a.example',
  })
  for (const bad of [
    'javascript:alert(1)',
    'http://a.example',
    'data:text/html,x',
    '//a.example',
    'https://user:pw@a.example',
  ])
    expect(formatValue({ value: bad, format: 'url' }).kind).toBe('text')
  expect(safeUrl('JaVaScRiPt:alert(1)')).toBeUndefined()
})
