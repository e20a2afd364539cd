/** `https://…`, `http://…`, and either after `http:`: an address that takes the arguments as JSON. */
import { NexError } from '@nex/core';
import type { BindingForm } from './binding-form.ts';

const FORM = /^(?:http:(?=https?:))?(?<url>https?:.*)$/;

export const httpBinding: BindingForm = {
  example: 'https://tools.example/search',
  resolve(text, { where }) {
    const written = FORM.exec(text)?.groups?.['url'];
    if (written === undefined) return undefined;
    const url = /^https?:\/\/[^/]/.test(written) ? URL.parse(written) : null;
    if (url !== null && url.username === '' && url.password === '') return { kind: 'http', url: url.href };
    throw new NexError('config_invalid', 'The binding is not the address of a tool.', {
      where,
      hint: 'Write http://host/path or https://host/path, without a user name or password.',
    });
  },
};
